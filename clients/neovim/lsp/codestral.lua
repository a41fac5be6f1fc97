-- How Neovim starts codestral-lsp, for `vim.lsp.enable('codestral')`. This file alone is enough; see :help lsp-config.
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

  -- Actions that need the user's words are offered, and ask for them: see 'commands'.
  capabilities = { experimental = { codestralInstruction = true } },

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
