-- :checkhealth codestral
local M = {}

local function check_neovim()
  if vim.lsp.inline_completion then
    vim.health.ok('This Neovim shows completions as ghost text')
  elseif vim.fn.has('nvim-0.11') == 1 then
    vim.health.ok('This Neovim shows completions in the menu')
    vim.health.info('Neovim 0.12 shows them as ghost text')
  else
    vim.health.error('Neovim is too old', { 'Install Neovim 0.11 or newer' })
  end
end

--- Whether the program is there.
local function check_program()
  local program = vim.lsp.config.codestral.cmd[1]
  if vim.fn.executable(program) == 0 then
    vim.health.error(program .. ' is not on the PATH', {
      'npm install -g codestral-lsp',
      "or name it: vim.lsp.config('codestral', { cmd = { '/path/to/codestral-lsp', '--stdio' } })",
    })
    return nil
  end
  local result = vim.system({ program, '--version' }, { text = true }):wait(10000)
  if result.code ~= 0 then
    vim.health.error(program .. ' does not start: ' .. vim.trim(result.stderr or ''), { 'It needs Node.js 20.19 or newer' })
    return nil
  end
  vim.health.ok(vim.trim(result.stdout) .. ' is installed')
  return program
end

local function check_servers()
  local clients = vim.lsp.get_clients({ name = 'codestral' })
  if #clients == 0 then
    vim.health.warn('No server is running', {
      'Open a file, then come back',
      vim.lsp.is_enabled and not vim.lsp.is_enabled('codestral') and "vim.lsp.enable('codestral')" or ':Codestral log',
    })
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    vim.health.ok(('A server runs for %s (%d buffers)'):format(client.root_dir or 'files outside of a project', buffers))
  end
end

local function check_keys()
  local tab = vim.fn.maparg('<Tab>', 'i', false, true)
  local accepts = vim.fn.hasmapto('<Plug>(codestral-accept)', 'i') == 1
  if accepts or (tab.desc or ''):find('Codestral') then
    vim.health.ok('A key accepts completions')
  else
    vim.health.warn('No key that accepts completions was found', {
      'vim.g.codestral = { default_keys = true }, before the plugin is loaded',
      "or call require('codestral').accept() in a mapping of yours; see :help codestral-keys",
    })
  end
end

--- The server's own checks: key, settings, network.
---@param program string
local function check_doctor(program)
  vim.health.start('codestral-lsp doctor')
  local result = vim.system({ program, 'doctor' }, { text = true }):wait(20000)
  local report = vim.trim((result.stdout or '') .. (result.stderr or ''))
  if result.code == 0 then
    vim.health.ok(report)
  else
    vim.health.warn(report)
  end
end

function M.check()
  vim.health.start('codestral')
  check_neovim()
  local program = check_program()
  check_servers()
  check_keys()
  if program then
    check_doctor(program)
  end
end

return M
