// Collects the pieces of tool calls. They are complete only when the stream has ended: JSON that parses may still be a beginning.
import type { ToolCall } from '../model/parts.ts';

/** One piece, as OpenAI-like streams bring it. */
export interface ToolCallDelta {
  /** Which call it belongs to; later pieces of a call may have nothing else in common with its first. */
  readonly index: number;
  /** Empty or absent in later pieces; Mistral writes `"null"` there. */
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** A piece of JSON text, or (seen from Mistral and Ollama) the finished object. */
  readonly arguments: unknown;
}

interface Growing {
  id: string;
  name: string;
  input: string;
}

export class ToolCallCollector {
  readonly #calls = new Map<number, Growing>();

  push(delta: ToolCallDelta): void {
    const call = this.#calls.get(delta.index) ?? { id: '', name: '', input: '' };
    this.#calls.set(delta.index, call);
    if (call.id === '' && delta.id !== undefined && delta.id !== 'null') call.id = delta.id;
    // Some servers repeat the whole name in every piece, none splits it.
    if (call.name === '' && delta.name !== undefined) call.name = delta.name;
    call.input += textOf(delta.arguments);
  }

  /** The calls in their order; empty arguments become `{}`. Calls without a name are no calls. */
  finished(): readonly ToolCall[] {
    return [...this.#calls.entries()]
      .sort(([a], [b]) => a - b)
      .filter(([, call]) => call.name !== '')
      .map(([index, call]) => ({
        id: call.id === '' ? inventedId(index) : call.id,
        name: call.name,
        input: call.input.trim() === '' ? '{}' : call.input,
      }));
  }
}

/** Nine letters and digits, which is what Mistral demands of an id; the same for the same place, so tests can rely on it. */
function inventedId(index: number): string {
  return `call${String(index).padStart(5, '0')}`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
