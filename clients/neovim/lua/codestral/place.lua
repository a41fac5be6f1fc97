-- Where the user is: lines, ranges and problems as the protocol has them.
local M = {}

--- The lines that the command was called with.
---@return { first: integer, last: integer, length: integer }
function M.lines_of(call)
  local last = vim.api.nvim_buf_get_lines(0, call.line2 - 1, call.line2, true)[1]
  return { first = call.line1, last = call.line2, length = #last }
end

--- The lines that the command was called with, as the protocol has them.
---@param client vim.lsp.Client
function M.range_of(client, call)
  local last = vim.api.nvim_buf_get_lines(0, call.line2 - 1, call.line2, true)[1]
  local character = vim.str_utfindex(last, client.offset_encoding)
  return {
    start = { line = call.line1 - 1, character = 0 },
    ['end'] = { line = call.line2 - 1, character = character },
  }
end

--- What was selected last in the buffer where the user was before, for `@selection` in a chat.
---@param client vim.lsp.Client
function M.selection_before(client)
  local buffer = vim.fn.winbufnr(vim.fn.winnr('#'))
  if buffer < 1 or buffer == vim.api.nvim_get_current_buf() then
    buffer = vim.fn.bufnr('#')
  end
  if buffer < 1 or not vim.lsp.buf_is_attached(buffer, client.id) then
    return nil
  end
  if vim.api.nvim_buf_get_mark(buffer, '<')[1] == 0 then
    return nil
  end
  local given = vim.lsp.util.make_given_range_params(nil, nil, buffer, client.offset_encoding)
  return { uri = given.textDocument.uri, range = given.range }
end

--- Problems on these lines, whoever has reported them: Neovim itself tells a server of its own problems alone.
---@param client vim.lsp.Client
---@param first integer
---@param last integer
---@return lsp.Diagnostic[]
function M.problems_of(client, first, last)
  local function position(line, column)
    local text = vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1] or ''
    return { line = line, character = vim.str_utfindex(text, client.offset_encoding, column, false) }
  end
  local found = vim.tbl_filter(function(problem)
    return problem.lnum >= first - 1 and problem.lnum <= last - 1
  end, vim.diagnostic.get(0))
  return vim.tbl_map(function(problem)
    return {
      range = {
        start = position(problem.lnum, problem.col),
        ['end'] = position(problem.end_lnum or problem.lnum, problem.end_col or problem.col),
      },
      message = problem.message,
      severity = problem.severity,
      source = problem.source,
    }
  end, found)
end

return M
