// From frames to JSON chunks, the same for all who stream JSON: what does not parse and errors inside a 200 stream become ModelErrors.
import { errorFactsInside, isErrorMessage, parseJson } from './errorFacts.ts';
import type { WireRequest } from './exchange.ts';
import { failureOf, unreadable } from './failures.ts';
import type { Frame } from './frames.ts';
import { hostOf } from './http.ts';

/** The parsed chunks of a stream. */
export async function* jsonChunks(
  frames: AsyncIterable<Frame>,
  request: WireRequest,
): AsyncGenerator<Record<string, unknown>> {
  for await (const frame of frames) {
    switch (frame.kind) {
      case 'alive':
      case 'done':
        break;
      case 'data': {
        const chunk = parseJson(frame.data);
        const isError = frame.event === 'error' || isErrorMessage(chunk);
        if (isError) throw failureOf(request.peer, errorFactsInside(chunk ?? frame.data), request.unquotable);
        if (typeof chunk !== 'object' || chunk === null || Array.isArray(chunk)) {
          throw unreadable(request.peer, hostOf(request.url), 'something that is not JSON');
        }
        yield chunk as Record<string, unknown>;
      }
    }
  }
}
