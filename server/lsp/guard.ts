// Around every handler: cancellation, lifecycle, and one answer whatever happens inside.
import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { isAbort } from '../async/abort.ts';
import type { Logger } from '../log/logger.ts';

/** Makes a handler that gets an AbortSignal, and answers `fallback` when it fails by a mistake of ours. */
export type Guard = <P, R>(
  method: string,
  fallback: R,
  handler: (params: P, signal: AbortSignal) => Promise<R> | R,
) => (params: P, token: CancellationToken) => Promise<R | ResponseError<void>>;

/**
 * Makes the guard of one connection. `refuse` tells why no request may be served now (before initialize, after shutdown), as
 * LSP 3.18 "Server lifecycle" wants it. After `$/cancelRequest` the answer is RequestCancelled, and only then: an uninvited
 * error makes Neovim drop its whole menu.
 */
export function createGuard(log: Logger, refuse: () => ResponseError<void> | undefined, failed: () => void): Guard {
  return (method, fallback, handler) => async (params, token) => {
    const refusal = refuse();
    if (refusal !== undefined) return refusal;
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => controller.abort());
    if (token.isCancellationRequested) controller.abort();
    try {
      const result = await handler(params, controller.signal);
      return controller.signal.aborted ? cancelled() : result;
    } catch (error) {
      if (controller.signal.aborted) return cancelled();
      if (error instanceof ResponseError) return error as ResponseError<void>;
      if (!isAbort(error)) {
        failed();
        log.error(`${method} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
      return fallback;
    } finally {
      subscription.dispose();
    }
  };
}

function cancelled(): ResponseError<void> {
  return new ResponseError<void>(LSPErrorCodes.RequestCancelled, 'cancelled');
}
