// workspace/executeCommand: answered at once, whatever the command goes on to do.
import { type ExecuteCommandParams, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { CompletionEngine } from '../completion/engine.ts';
import { commands } from './capabilities.ts';

export function executeCommandHandler(engine: CompletionEngine, params: ExecuteCommandParams): null {
  if (params.command !== commands.didAccept) {
    throw new ResponseError(
      LSPErrorCodes.RequestFailed,
      `codestral-lsp has no command ${params.command}; it has ${Object.values(commands).join(', ')}`,
    );
  }
  const id: unknown = params.arguments?.[0];
  if (typeof id === 'string') engine.accepted(id);
  return null;
}
