-- How Neovim starts codestral-lsp, for `vim.lsp.enable('codestral')`. This file alone is enough; see :help lsp-config.

--- Ends the step of undo, so that what comes next is a step of its own: the user's typing too, in the middle of insert mode.
---@param bufnr integer
local function end_undo_step(bufnr)
  vim.bo[bufnr].undolevels = vim.bo[bufnr].undolevels
end

--- Applies an edit. All edits of one task are one step of undo, as long as nothing else changes the text between them.
---@param params lsp.ApplyWorkspaceEditParams with `codestralTask`, which tells the task from all others
local function apply_edit(err, params, context)
  local documents = {}
  for _, change in ipairs(params.edit.documentChanges or {}) do
    local document = change.textDocument
    local bufnr = document and vim.uri_to_bufnr(document.uri)
    if bufnr and vim.api.nvim_buf_is_loaded(bufnr) and document.version ~= vim.NIL then
      -- Neovim itself would drop the edit, with a long message, and report it as done.
      if vim.lsp.util.buf_versions[bufnr] > document.version then
        return { applied = false, failureReason = 'The text has changed meanwhile' }
      end
      documents[bufnr] = document
    end
  end
  local label = params.label
  for bufnr, document in pairs(documents) do
    local last = vim.b[bufnr].codestral_edit
    if last and last.task == params.codestralTask and last.version == document.version then
      label = nil
      vim.api.nvim_buf_call(bufnr, function()
        -- Fails after an undo; then the edit is a step of its own.
        pcall(vim.cmd.undojoin)
      end)
    else
      end_undo_step(bufnr)
    end
  end
  local answer = vim.lsp.handlers['workspace/applyEdit'](err, { edit = params.edit, label = label }, context)
  for bufnr in pairs(documents) do
    end_undo_step(bufnr)
    vim.b[bufnr].codestral_edit = { task = params.codestralTask, version = vim.lsp.util.buf_versions[bufnr] }
  end
  return answer
end

return {
  cmd = { 'codestral-lsp', '--stdio' },

  -- No 'filetypes': every file gets completions, beside whatever server its language has. A buffer with
  -- `vim.b.codestral = false` gets none, and the server never hears of it.
  root_dir = function(bufnr, on_dir)
    if vim.bo[bufnr].buftype == '' and vim.b[bufnr].codestral ~= false then
      -- A file outside of all projects, such as a chat, goes to the server that runs already.
      local running = vim.lsp.get_clients({ name = 'codestral' })[1]
      on_dir(vim.fs.root(bufnr, { '.git', '.hg', '.jj' }) or running and running.root_dir)
    end
  end,

  capabilities = {
    experimental = {
      -- Actions that need the user's words are offered, and ask for them: see 'commands'.
      codestralInstruction = true,
      -- The lines of an edit may come one by one: see 'handlers'.
      codestralGroupsUndo = true,
    },
  },

  handlers = { ['workspace/applyEdit'] = apply_edit },

  before_init = function(params, config)
    -- The server wants its settings with the first message; Neovim would send them only afterwards.
    params.initializationOptions = vim.tbl_get(config, 'settings', 'codestral')
    -- A server that hears nothing of ghost text offers its completions in the menu.
    if vim.tbl_get(vim.g, 'codestral', 'menu') then
      params.capabilities.textDocument.inlineCompletion = nil
    end
  end,

  commands = {
    ['codestral.edit'] = function(command, context)
      local client = vim.lsp.get_client_by_id(context.client_id)
      local function send(argument)
        local params = { command = command.command, arguments = { argument } }
        client:request('workspace/executeCommand', params, nil, context.bufnr)
      end
      local argument = command.arguments[1]
      if not argument.needsInstruction then
        send(argument)
        return
      end
      vim.ui.input({ prompt = command.title .. ': ' }, function(text)
        if text and text ~= '' then
          send(vim.tbl_extend('force', argument, { instruction = text }))
        end
      end)
    end,
  },

  on_attach = function(client, bufnr)
    if client:supports_method('textDocument/inlineCompletion', bufnr) and vim.lsp.inline_completion then
      vim.lsp.inline_completion.enable(true, { bufnr = bufnr })
    elseif client:supports_method('textDocument/completion', bufnr) then
      vim.lsp.completion.enable(true, client.id, bufnr, { autotrigger = true })
    end
  end,
}
