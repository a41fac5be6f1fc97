-- The command :Codestral and its subcommands.
local place = require('codestral.place')

local M = {}

---@class codestral.Subcommand
---@field run fun(words: string[], call: table)
---@field complete? fun(): string[] candidates for its argument

local function codestral()
  return require('codestral')
end

--- The client of this buffer; says so and gives nil when there is none.
---@return vim.lsp.Client?
local function client_or_message()
  local client = codestral().client()
  if not client then
    vim.notify('codestral-lsp does not run for this buffer; see :checkhealth codestral', vim.log.levels.WARN)
  end
  return client
end

--- Runs the program itself in a window, for what it prints to people.
---@param words string[]
local function run_program(words)
  local program = vim.lsp.config.codestral.cmd[1]
  vim.cmd('botright new')
  vim.fn.jobstart(vim.list_extend({ program }, words), { term = true })
end

--- Lets the server run one of its commands for this buffer.
---@param command string
---@param argument fun(client: vim.lsp.Client): table
local function execute(command, argument)
  local client = client_or_message()
  if client then
    local arguments = { vim.tbl_extend('keep', argument(client), { uri = vim.uri_from_bufnr(0) }) }
    client:exec_cmd({ title = command, command = command, arguments = arguments }, { bufnr = 0 })
  end
end

--- Calls `use` with the words of the command, or else with what the user answers.
---@param words string[]
---@param question string
---@param use fun(text: string)
local function with_text(words, question, use)
  if #words > 0 then
    use(table.concat(words, ' '))
    return
  end
  vim.ui.input({ prompt = question }, function(text)
    if text and text ~= '' then
      use(text)
    end
  end)
end

---@type table<string, codestral.Subcommand>
local subcommands = {
  enable = {
    run = function()
      codestral().enable(true)
    end,
  },
  disable = {
    run = function()
      codestral().enable(false)
    end,
  },
  toggle = {
    run = function()
      codestral().enable(not codestral().is_enabled())
      vim.notify('codestral is ' .. (codestral().is_enabled() and 'on' or 'off') .. ' in this buffer')
    end,
  },
  status = {
    run = function()
      vim.notify('codestral: ' .. codestral().status())
    end,
  },
  complete = {
    run = function()
      codestral().complete()
    end,
  },
  actions = {
    run = function(_, call)
      local client = client_or_message()
      if not client then
        return
      end
      local range = call.range > 0 and place.lines_of(call)
      vim.lsp.buf.code_action({
        context = { diagnostics = place.problems_of(client, call.line1, call.line2) },
        range = range and {
          start = { range.first, 0 },
          ['end'] = { range.last, range.length },
        } or nil,
        filter = function(_, client_id)
          return client_id == nil or client_id == client.id
        end,
      })
    end,
  },
  edit = {
    run = function(words, call)
      with_text(words, 'Change these lines how? ', function(instruction)
        execute('codestral.edit', function(client)
          return { action = 'rewrite', range = place.range_of(client, call), instruction = instruction }
        end)
      end)
    end,
  },
  chat = {
    run = function(words, call)
      with_text(words, 'Ask: ', function(question)
        execute('codestral.newChat', function(client)
          return { instruction = question, range = call.range > 0 and place.range_of(client, call) or nil }
        end)
      end)
    end,
  },
  send = {
    run = function()
      execute('codestral.chat', function(client)
        return { selection = place.selection_before(client) }
      end)
    end,
  },
  cancel = {
    run = function()
      execute('codestral.cancel', function()
        return {}
      end)
    end,
  },
  forget = {
    run = function()
      execute('codestral.forget', function()
        return {}
      end)
    end,
  },
  restart = {
    run = function()
      codestral().restart()
    end,
  },
  model = {
    run = function(words)
      local client = words[1] and client_or_message()
      if not words[1] then
        vim.notify('Name the model, such as :Codestral model ngram', vim.log.levels.WARN)
      elseif client then
        codestral().change_settings({ completion = { model = words[1] } })
      end
    end,
  },
  log = {
    run = function()
      vim.cmd.tabedit(vim.lsp.log.get_filename and vim.lsp.log.get_filename() or vim.lsp.get_log_path())
    end,
  },
  doctor = {
    run = function(words)
      run_program(vim.list_extend({ 'doctor' }, words))
    end,
    complete = function()
      return { '--online' }
    end,
  },
  usage = {
    run = function()
      execute('codestral.showUsage', function()
        return {}
      end)
    end,
  },
}

local function names_starting_with(start)
  return vim.tbl_filter(function(name)
    return vim.startswith(name, start)
  end, vim.fn.sort(vim.tbl_keys(subcommands)))
end

--- Runs `:Codestral WORDS`.
---@param call table what nvim_create_user_command() hands over
function M.run(call)
  local words = call.fargs
  local name = words[1] or 'status'
  local subcommand = subcommands[name]
  if not subcommand then
    local known = table.concat(names_starting_with(''), ', ')
    vim.notify(('There is no :Codestral %s. There are: %s'):format(name, known), vim.log.levels.ERROR)
    return
  end
  subcommand.run(vim.list_slice(words, 2), call)
end

--- Candidates for the command line.
---@param lead string the word before the cursor
---@param line string
---@return string[]
function M.complete(lead, line)
  local name = line:match('Codestral!?%s+(%S+)%s')
  if not name then
    return names_starting_with(lead)
  end
  local subcommand = subcommands[name]
  return subcommand and subcommand.complete and subcommand.complete() or {}
end

return M
