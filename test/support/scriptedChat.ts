// A chat model that plays a script, and remembers what it was asked.
import { abortError, throwIfAborted } from '../../server/async/abort.ts';
import type { ChatCall, ChatModel } from '../../server/model/chat.ts';
import type { StreamPart } from '../../server/model/parts.ts';

/** What happens in a turn: a part of the stream, or something the test does meanwhile (typing, cancelling, failing). */
export type Beat = StreamPart | (() => void | Promise<void>);
/** One turn: its beats, or how they follow from the call. */
export type ScriptedTurn = readonly Beat[] | ((call: ChatCall) => readonly Beat[]);

/** Plays one turn for each call of `stream`; a call without a turn left is an error of the test. */
export class ScriptedChat implements ChatModel {
  readonly id = 'scripted/chat';
  readonly tools: boolean;
  readonly remote = false;
  /** Every call so far. */
  readonly calls: ChatCall[] = [];
  readonly #turns: ScriptedTurn[];

  constructor(turns: readonly ScriptedTurn[], options: { readonly tools?: boolean } = {}) {
    this.#turns = [...turns];
    this.tools = options.tools ?? true;
  }

  /** One more turn, for a script that needs what was made after the model. */
  add(turn: ScriptedTurn): void {
    this.#turns.push(turn);
  }

  async *stream(call: ChatCall, signal: AbortSignal): AsyncGenerator<StreamPart> {
    this.calls.push(call);
    const turn = this.#turns.shift();
    if (turn === undefined) throw new Error('the script has no turn left');
    for (const beat of typeof turn === 'function' ? turn(call) : turn) {
      throwIfAborted(signal);
      // Lets everybody else run in between, as a network does.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) throw abortError(signal);
      if (typeof beat === 'function') await beat();
      else yield beat;
    }
  }
}

/** A turn of words: the text in pieces of `size` UTF-16 units, then the end. */
export function says(text: string, size = 7): readonly StreamPart[] {
  return [...deltas(text, size), finished('stop')];
}

/** Words only, without an end. */
export function deltas(text: string, size = 7): readonly StreamPart[] {
  const parts: StreamPart[] = [];
  for (let at = 0; at < text.length; at += size) parts.push({ type: 'text-delta', text: text.slice(at, at + size) });
  return parts;
}

/** A turn of tool calls, run side by side: name and arguments of each. */
export function callsTools(...calls: readonly (readonly [name: string, input: unknown])[]): readonly StreamPart[] {
  const parts = calls.map(
    ([name, input], index): StreamPart => ({
      type: 'tool-call',
      id: `call0000${index}`,
      name,
      input: typeof input === 'string' ? input : JSON.stringify(input),
    }),
  );
  return [...parts, finished('tool-calls')];
}

export function finished(reason: Extract<StreamPart, { type: 'finish' }>['reason']): StreamPart {
  return { type: 'finish', reason, usage: undefined };
}
