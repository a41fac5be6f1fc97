// What is answered to requests that come at the wrong time: before initialize, after shutdown, or already cancelled.
import {
  ErrorCodes,
  LSPErrorCodes,
  type Message,
  type RequestMessage,
  ResponseError,
  type ResponseMessage,
} from 'vscode-languageserver/node';

export type State = 'new' | 'running' | 'shut down';

/** LSP 3.18, "Server lifecycle": what a request is answered before initialize and after shutdown. */
export function refusal(state: State): ResponseError<void> | undefined {
  switch (state) {
    case 'new':
      return new ResponseError<void>(ErrorCodes.ServerNotInitialized, 'the first request must be initialize');
    case 'shut down':
      return new ResponseError<void>(ErrorCodes.InvalidRequest, 'no request may follow shutdown');
    case 'running':
      return undefined;
  }
}

export function alreadyInitialized(): ResponseError<{ retry: boolean }> {
  return new ResponseError(ErrorCodes.InvalidRequest, 'initialize may be sent only once', { retry: false });
}

/** A request that is cancelled before we have looked at it is answered without running anything. */
export function cancelledBeforeDispatch(message: Message): ResponseMessage {
  const { id } = message as RequestMessage;
  return {
    jsonrpc: '2.0',
    id,
    error: { code: LSPErrorCodes.RequestCancelled, message: 'cancelled' },
  };
}
