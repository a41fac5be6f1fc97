// workspace/executeCommand: answered at once, whatever the command goes on to do.
import { type ExecuteCommandParams, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { CompletionEngine } from '../completion/engine.ts';
import { commands } from './capabilities.ts';
import type { AssistDesk } from './desk.ts';
import type { ProgressDesk } from './progress.ts';

export interface CommandParts {
  readonly progress: ProgressDesk;
  /** Loaded when it is first needed. */
  readonly desk: () => Promise<AssistDesk>;
  /** Forgets what was learned of the user, and says so. */
  readonly forget: () => Promise<void>;
}

export function executeCommandHandler({ progress, desk, forget }: CommandParts) {
  return async (engine: CompletionEngine, params: ExecuteCommandParams): Promise<null> => {
    const { command, arguments: args } = params;
    switch (command) {
      case commands.didAccept:
        if (typeof args?.[0] === 'string') engine.accepted(args[0]);
        return null;
      case commands.cancel:
        progress.cancelAll();
        return null;
      case commands.forget:
        await forget();
        return null;
      case commands.edit:
      case commands.chat:
      case commands.newChat:
      case commands.showUsage: {
        const loaded = await desk();
        void loaded.execute(command, args, params.workDoneToken);
        return null;
      }
      default:
        throw new ResponseError(
          LSPErrorCodes.RequestFailed,
          `codestral-lsp has no command ${command}; it has ${Object.values(commands).join(', ')}`,
        );
    }
  };
}
