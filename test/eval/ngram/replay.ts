// Types a stretch of a file again, key by key, and asks the model at every key.
import type { FimCall, FimModel } from '../../../server/model/fim.ts';

/**
 * `top-down`: the file ends at the cursor, as when it is being written. `editing`: all of the file is there but the rest of the
 * cursor's line.
 */
export type Mode = 'top-down' | 'editing';

/** What happened at one key. */
export interface Outcome {
  /** Length of the offer; 0 for none. */
  readonly offered: number;
  /** The file goes on with exactly the offered text. */
  readonly right: boolean;
  readonly multiLine: boolean;
  readonly ms: number;
  /** A person who accepts every right offer is asked here; otherwise an offer has already written this character. */
  readonly reached: boolean;
}

export interface Replay {
  readonly uri: string;
  readonly text: string;
  readonly mode: Mode;
  /** Length of the stretch. */
  readonly lines: number;
  readonly random: () => number;
  /** Print every offer. */
  readonly show: boolean;
}

/** Replays a stretch at a random place of the file. Indentation is not typed: editors put it. */
export async function replayFile(model: FimModel, replay: Replay): Promise<Outcome[]> {
  const { text } = replay;
  const outcomes: Outcome[] = [];
  const lines = text.split('\n');
  const first = Math.floor(replay.random() * Math.max(1, lines.length - replay.lines));
  let lineStart = lines.slice(0, first).join('\n').length + (first > 0 ? 1 : 0);
  let written = 0;
  for (const line of lines.slice(first, first + replay.lines)) {
    const lineEnd = lineStart + line.length;
    const indent = /^\s*/.exec(line)?.[0].length ?? 0;
    for (let cursor = lineStart + indent; cursor < lineEnd; cursor++) {
      const call = callAt(replay, cursor, lineEnd);
      const startedAt = performance.now();
      const offer = await answer(model, call);
      const ms = performance.now() - startedAt;
      const right = offer !== '' && text.startsWith(offer, cursor);
      if (replay.show && offer !== '') {
        console.log(
          `${right ? 'right' : 'WRONG'} ${JSON.stringify(text.slice(Math.max(lineStart, cursor - 40), cursor))} + ${JSON.stringify(offer)} ${right ? '' : `was ${JSON.stringify(text.slice(cursor, lineEnd))}`}`,
        );
      }
      outcomes.push({ offered: offer.length, right, multiLine: offer.includes('\n'), ms, reached: cursor >= written });
      if (right && cursor >= written) written = cursor + offer.length;
    }
    lineStart = lineEnd + 1;
  }
  return outcomes;
}

/** What the model is asked at `cursor` on a line that ends at `lineEnd`. */
export function callAt(replay: Pick<Replay, 'uri' | 'text' | 'mode'>, cursor: number, lineEnd: number): FimCall {
  return {
    prefix: replay.text.slice(0, cursor),
    suffix: replay.mode === 'top-down' ? '' : replay.text.slice(lineEnd),
    uri: replay.uri,
    path: replay.uri,
    languageId: '',
    snippets: [],
    stop: [],
    maxTokens: 64,
    temperature: 0,
    cacheKey: undefined,
  };
}

async function answer(model: FimModel, call: FimCall): Promise<string> {
  let text = '';
  for await (const part of model.stream(call, new AbortController().signal)) {
    if (part.type === 'text-delta') text += part.text;
  }
  return text;
}
