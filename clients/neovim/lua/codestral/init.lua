-- What mappings, commands and statuslines call; see :help codestral.
local ghost = require('codestral.ghost')

local M = {}

--- The client of this buffer, if codestral-lsp runs for it.
---@param bufnr? integer
---@return vim.lsp.Client?
function M.client(bufnr)
  return vim.lsp.get_clients({ name = 'codestral', bufnr = bufnr or 0 })[1]
end

--- Inserts the whole completion. Gives false, and does nothing, when none is shown: call your next candidate for the key then.
---@return boolean
function M.accept()
  return ghost.accept()
end

--- Inserts the next word of the completion. Gives false when none is shown.
---@return boolean
function M.accept_word()
  return ghost.accept_part(function(text)
    -- A word with the blanks before it, else one character: in UTF-8, so that no character is torn apart.
    return text:match('^%s*[%w_]+') or text:match('^%s*[%z\1-\127\194-\244][\128-\191]*') or text
  end)
end

--- Inserts the completion up to the end of its next line. Gives false when none is shown.
---@return boolean
function M.accept_line()
  return ghost.accept_part(function(text)
    return text:match('^\n*[^\n]*')
  end)
end

--- Shows the next completion, if there are several.
function M.next()
  if ghost.available() then
    vim.lsp.inline_completion.select({ count = 1 })
  end
end

--- Shows the previous completion, if there are several.
function M.previous()
  if ghost.available() then
    vim.lsp.inline_completion.select({ count = -1 })
  end
end

--- Takes the completion away. Gives false when none is shown.
---@return boolean
function M.dismiss()
  return ghost.dismiss()
end

--- Asks for a completion now: as ghost text, or in the menu where ghost text is not in use.
function M.complete()
  local client = M.client()
  if client and ghost.available() and client:supports_method('textDocument/inlineCompletion') then
    ghost.complete()
  elseif client then
    vim.lsp.completion.get()
  end
end

--- Whether this buffer may have completions.
---@param bufnr? integer
---@return boolean
function M.is_enabled(bufnr)
  return vim.b[bufnr or 0].codestral ~= false
end

--- Turns completions on or off for a buffer. Where they are off, the server does not hear of the buffer.
---@param on boolean
---@param bufnr? integer
function M.enable(on, bufnr)
  bufnr = bufnr or vim.api.nvim_get_current_buf()
  vim.b[bufnr].codestral = on
  if on then
    -- Looks at all buffers again, and so at this one.
    vim.lsp.enable('codestral')
    return
  end
  M.dismiss()
  for _, client in ipairs(vim.lsp.get_clients({ name = 'codestral', bufnr = bufnr })) do
    vim.lsp.buf_detach_client(bufnr, client.id)
  end
end

--- Starts the server again, for all its buffers.
function M.restart()
  local clients = vim.lsp.get_clients({ name = 'codestral' })
  local function all_stopped()
    return vim.iter(clients):all(function(client)
      return client:is_stopped()
    end)
  end
  vim.lsp.enable('codestral', false)
  for _, client in ipairs(clients) do
    client:stop()
  end
  vim.wait(2000, all_stopped, 20)
  vim.lsp.enable('codestral')
end

--- Changes settings of the running servers until they end.
---@param settings table shaped like the settings file
function M.change_settings(settings)
  for _, client in ipairs(vim.lsp.get_clients({ name = 'codestral' })) do
    client.settings = vim.tbl_deep_extend('force', client.settings or {}, { codestral = settings })
    client:notify('workspace/didChangeConfiguration', { settings = client.settings })
  end
end

--- What the server is doing, in a few words for a statusline: `off`, `idle`, `working`, or what it says itself.
---@param bufnr? integer
---@return string
function M.status(bufnr)
  return require('codestral.status').text(bufnr or vim.api.nvim_get_current_buf())
end

return M
