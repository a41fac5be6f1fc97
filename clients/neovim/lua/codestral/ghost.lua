-- Accepting and dismissing the ghost text that vim.lsp.inline_completion (Neovim 0.12) draws.
local M = {}

---@class codestral.Origin Where the cursor was when the completion was asked for.
---@field bufnr integer
---@field row integer 0-based
---@field col integer in bytes
---@field length integer of the line, in bytes

--- Requests under way, by their id, and the one that was answered last: the ghost text on the screen is its answer.
---@type table<integer, codestral.Origin>
local asked = {}
---@type codestral.Origin?
local answered

---@param item vim.lsp.inline_completion.Item
---@return string
local function text_of(item)
  local text = item.insert_text
  return type(text) == 'string' and text or text.value
end

--- What the user has typed since the completion was asked for, or nil when the text changed in any other way.
---@return { row: integer, from: integer, to: integer, text: string }?
local function typed_since()
  local cursor = vim.api.nvim_win_get_cursor(0)
  local row, col = cursor[1] - 1, cursor[2]
  if not answered or answered.bufnr ~= vim.api.nvim_get_current_buf() or answered.row ~= row then
    return nil
  end
  local line = vim.api.nvim_get_current_line()
  if col < answered.col or #line - answered.length ~= col - answered.col then
    return nil
  end
  return { row = row, from = answered.col, to = col, text = line:sub(answered.col + 1, col) }
end

--- The part of the completion that is not in the buffer yet, or nil when what was typed since is not its beginning.
---@param item vim.lsp.inline_completion.Item
---@return string?
local function rest_of(item)
  local typed = typed_since()
  if not typed then
    return nil
  end
  local start = typed.from
  if item.range then
    _, start = item.range:to_extmark()
  end
  local present = vim.api.nvim_get_current_line():sub(start + 1, typed.to)
  local text = text_of(item)
  return vim.startswith(text, present) and text:sub(#present + 1) or nil
end

--- Closes the undo step, so that one `u` takes back the completion and nothing else.
local function close_undo_step()
  vim.bo.undolevels = vim.bo.undolevels
end

--- Neovim 0.12.4 replaces the range of the request, so that what was typed since would stay behind the accepted text
--- (neovim issue 36529). Taking it out first brings the buffer back to what the range was made for.
---@param item vim.lsp.inline_completion.Item
---@return vim.lsp.inline_completion.Item?
local function mend(item)
  if not rest_of(item) then
    return nil
  end
  close_undo_step()
  local typed = assert(typed_since())
  vim.api.nvim_buf_set_text(0, typed.row, typed.from, typed.row, typed.to, {})
  return item
end

---@param text string
local function insert(text)
  close_undo_step()
  local cursor = vim.api.nvim_win_get_cursor(0)
  local row, col = cursor[1] - 1, cursor[2]
  local lines = vim.split(text, '\n', { plain = true })
  vim.api.nvim_buf_set_text(0, row, col, row, col, lines)
  vim.api.nvim_win_set_cursor(0, { row + #lines, (#lines == 1 and col or 0) + #lines[#lines] })
end

--- Notes from now on where each completion was asked for. To be called once, before the first request.
function M.watch()
  vim.api.nvim_create_autocmd('LspRequest', {
    group = vim.api.nvim_create_augroup('codestral.ghost', {}),
    callback = function(event)
      local request = event.data.request
      if request.method ~= 'textDocument/inlineCompletion' then
        return
      end
      local id = event.data.request_id
      if request.type == 'pending' and event.buf == vim.api.nvim_get_current_buf() then
        local cursor = vim.api.nvim_win_get_cursor(0)
        local length = #vim.api.nvim_get_current_line()
        asked[id] = { bufnr = event.buf, row = cursor[1] - 1, col = cursor[2], length = length }
      elseif request.type == 'complete' then
        answered = asked[id] or answered
        asked[id] = nil
      elseif request.type == 'cancel' then
        asked[id] = nil
      end
    end,
  })
end

--- Whether this Neovim can show ghost text at all.
---@return boolean
function M.available()
  return vim.lsp.inline_completion ~= nil
end

--- Inserts the whole completion. Gives false, and does nothing, when none is shown.
---@return boolean
function M.accept()
  return M.available() and vim.lsp.inline_completion.get({ on_accept = mend })
end

--- Inserts the beginning of the completion and asks for the rest again, which the server still knows.
---@param beginning fun(text: string): string
---@return boolean
function M.accept_part(beginning)
  return M.available()
    and vim.lsp.inline_completion.get({
      on_accept = function(item)
        local rest = rest_of(item)
        if rest == '' or not rest then
          return nil
        end
        local part = beginning(rest)
        if part == rest then
          return mend(item)
        end
        insert(part)
        M.complete()
        return nil
      end,
    })
end

--- Takes the ghost text away. Gives false when none is shown.
---@return boolean
function M.dismiss()
  return M.available() and vim.lsp.inline_completion.get({
    on_accept = function()
      return nil
    end,
  })
end

--- Asks for a completion now.
function M.complete()
  -- Neovim offers no public function for an invoked request (0.12.4): its own object for the buffer has one. Should it
  -- go away, the automatic request after 200 ms takes its place.
  local found, capability = pcall(require, 'vim.lsp._capability')
  local completor = found and vim.tbl_get(capability, 'all', 'inline_completion', 'active', vim.api.nvim_get_current_buf())
  if completor and completor.request then
    completor:request(1)
  else
    vim.api.nvim_exec_autocmds('CursorMovedI', { buffer = 0 })
  end
end

return M
