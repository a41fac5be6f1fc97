-- The default keys, for those who ask for them with `vim.g.codestral = { default_keys = true }`.
local M = {}

--- Keys for which nothing is shown do what they did before: another plugin's mapping, or the key itself.
---@type table<string, fun(): boolean>
local keys = {
  ['<Tab>'] = function()
    return require('codestral').accept()
  end,
  ['<M-f>'] = function()
    return require('codestral').accept_word()
  end,
  ['<M-l>'] = function()
    return require('codestral').accept_line()
  end,
  ['<C-]>'] = function()
    return require('codestral').dismiss()
  end,
}

---@type table<string, string>
local plugs = {
  ['<M-]>'] = '<Plug>(codestral-next)',
  ['<M-[>'] = '<Plug>(codestral-previous)',
  ['<M-\\>'] = '<Plug>(codestral-complete)',
}

local function typed(text)
  return vim.api.nvim_replace_termcodes(text, true, true, true)
end

--- What the key did before we took it, as keys to type.
---@param key string
---@param before table as `maparg()` describes a mapping
---@return string
local function keys_before(key, before)
  if before.callback then
    local result = before.callback()
    if before.expr ~= 1 or type(result) ~= 'string' then
      return ''
    end
    return before.replace_keycodes == 1 and typed(result) or result
  end
  if before.rhs then
    return before.expr == 1 and vim.api.nvim_eval(before.rhs) or typed(before.rhs)
  end
  return typed(key)
end

--- Sets the default keys in insert mode, in front of the mappings that exist now.
function M.set_defaults()
  for key, action in pairs(keys) do
    local before = vim.fn.maparg(key, 'i', false, true)
    vim.keymap.set('i', key, function()
      return action() and '' or keys_before(key, before)
    end, {
      expr = true,
      replace_keycodes = false,
      remap = before.rhs ~= nil and before.noremap == 0,
      desc = 'Codestral, or what the key does otherwise',
    })
  end
  for key, plug in pairs(plugs) do
    vim.keymap.set('i', key, plug, { remap = true })
  end
end

return M
