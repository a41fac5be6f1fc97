-- What the server is doing, for statuslines.
local M = {}

--- What the server said last about itself, by client id.
---@type table<integer, { state: string, text?: string }>
local said = {}
--- Titles of the work under way, by client id and progress token.
---@type table<integer, table<string, string>>
local work = {}

local function redraw()
  vim.schedule(function()
    vim.cmd.redrawstatus({ bang = true })
  end)
end

--- Listens to the server from now on. To be called once.
function M.watch()
  vim.lsp.handlers['codestral-lsp/status'] = function(_, status, context)
    said[context.client_id] = status
    redraw()
  end
  local group = vim.api.nvim_create_augroup('codestral.status', {})
  vim.api.nvim_create_autocmd('LspProgress', {
    group = group,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if not client or client.name ~= 'codestral' then
        return
      end
      local value = event.data.params.value
      local running = work[client.id] or {}
      work[client.id] = running
      local token = tostring(event.data.params.token)
      running[token] = value.kind ~= 'end' and (value.message or value.title or running[token]) or nil
      redraw()
    end,
  })
  vim.api.nvim_create_autocmd('LspRequest', {
    group = group,
    callback = function(event)
      if event.data.request.method == 'textDocument/inlineCompletion' then
        redraw()
      end
    end,
  })
end

---@param client vim.lsp.Client
---@param bufnr integer
local function is_asking(client, bufnr)
  for _, request in pairs(client.requests) do
    if request.type == 'pending' and request.bufnr == bufnr and request.method:find('ompletion$') then
      return true
    end
  end
  return false
end

--- One word, or the server's own few words: `off` (not for this buffer), `working`, `idle`, or a state of the server.
---@param bufnr integer
---@return string
function M.text(bufnr)
  local client = vim.lsp.get_clients({ name = 'codestral', bufnr = bufnr })[1]
  if not client then
    return 'off'
  end
  local _, title = next(work[client.id] or {})
  if title then
    return title
  end
  if is_asking(client, bufnr) then
    return 'working'
  end
  local status = said[client.id]
  return status and (status.text or status.state) or 'idle'
end

return M
