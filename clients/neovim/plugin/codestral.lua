-- Starts codestral-lsp for every file and defines the command and the mappings; see :help codestral.
if vim.g.loaded_codestral then
  return
end
vim.g.loaded_codestral = true

if vim.fn.has('nvim-0.11') == 0 then
  vim.notify('codestral needs Neovim 0.11 or newer', vim.log.levels.WARN)
  return
end

local options = vim.g.codestral or {}

vim.api.nvim_create_user_command('Codestral', function(call)
  require('codestral.command').run(call)
end, {
  nargs = '*',
  range = true,
  desc = 'AI completions; see :help :Codestral',
  complete = function(...)
    return require('codestral.command').complete(...)
  end,
})

for name, action in pairs({
  ['accept'] = 'accept',
  ['accept-word'] = 'accept_word',
  ['accept-line'] = 'accept_line',
  ['next'] = 'next',
  ['previous'] = 'previous',
  ['dismiss'] = 'dismiss',
  ['complete'] = 'complete',
}) do
  vim.keymap.set('i', ('<Plug>(codestral-%s)'):format(name), function()
    require('codestral')[action]()
  end, { desc = 'Codestral: ' .. name })
end

vim.api.nvim_create_autocmd('LspAttach', {
  group = vim.api.nvim_create_augroup('codestral', {}),
  once = true,
  callback = function()
    require('codestral.ghost').watch()
    require('codestral.status').watch()
  end,
})

if options.default_keys then
  require('codestral.keys').set_defaults()
end

if options.enabled ~= false then
  vim.lsp.enable('codestral')
end
