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

return M
