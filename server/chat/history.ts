// Fits a conversation into a model's window, and says what was left out.
import type { ChatMessage } from '../model/chat.ts';

export interface Fitted {
  readonly messages: readonly ChatMessage[];
  /** How many of the oldest turns (a user's message and all that answers it) are missing. */
  readonly turnsLeftOut: number;
  /** How many messages lost their middle. */
  readonly messagesCut: number;
}

/** A message shorter than this is never cut: too little would be gained. */
const leastToKeep = 400;

/**
 * The messages with the oldest turns left out until `maxTokens` (estimated) hold them. Leading system messages and the last turn
 * always stay; when the last turn alone is too large, its longest tool results and then its longest messages lose their middle.
 * A turn goes as a whole, so a tool call never loses its result, and a `user` message never follows a `tool` message, which
 * Mistral refuses (error 3230).
 */
export function fitMessages(messages: readonly ChatMessage[], maxTokens: number): Fitted {
  const head = messages.slice(0, systemCount(messages));
  const turns = turnsOf(messages.slice(head.length));
  const last = turns.at(-1) ?? [];
  const older = turns.slice(0, -1);
  let room = maxTokens - tokensOf(head) - tokensOf(last);
  let kept = 0;
  while (kept < older.length) {
    const turn = older[older.length - 1 - kept] ?? [];
    room -= tokensOf(turn);
    if (room < 0) break;
    kept++;
  }
  const turnsLeftOut = older.length - kept;
  const { messages: shortened, cut } = cutTo(last, maxTokens - tokensOf(head));
  const rest = [...older.slice(turnsLeftOut).flat(), ...shortened];
  const fitted = { turnsLeftOut, messagesCut: cut };
  const note = omissionNote(fitted);
  const told: readonly ChatMessage[] = note === undefined ? [] : [{ role: 'system', content: note }];
  return { messages: [...head, ...told, ...rest], ...fitted };
}

/** One sentence about what a fitted conversation lacks, for the reader and the model alike; `undefined` when it is complete. */
export function omissionNote(fitted: Pick<Fitted, 'turnsLeftOut' | 'messagesCut'>): string | undefined {
  const { turnsLeftOut, messagesCut } = fitted;
  const parts = [
    ...(turnsLeftOut > 0
      ? [`the ${turnsLeftOut === 1 ? 'oldest turn' : `${turnsLeftOut} oldest turns`} left out`]
      : []),
    ...(messagesCut > 0 ? [`${messagesCut === 1 ? '1 message' : `${messagesCut} messages`} shortened`] : []),
  ];
  if (parts.length === 0) return undefined;
  return `The conversation does not fit the model's window: ${parts.join(', ')}.`;
}

/**
 * Estimated tokens of a text. Code takes about 3.3 UTF-16 units per token with current tokenizers, other scripts and symbols about
 * one; we stay on the safe side.
 */
export function estimateTokens(text: string): number {
  let plain = 0;
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x250) plain++;
  return Math.ceil(plain / 3 + (text.length - plain));
}

/**
 * Why a provider would refuse this order of messages, or `undefined`: each tool call is answered exactly once before anybody else
 * speaks, `user` never follows `tool`, and the last word is not the assistant's (Mistral's rules, the strictest we know).
 */
export function orderProblem(messages: readonly ChatMessage[]): string | undefined {
  let open: readonly string[] = [];
  let previous: ChatMessage | undefined;
  for (const [index, message] of messages.entries()) {
    if (message.role === 'tool') {
      if (!open.includes(message.toolCallId)) return `message ${index} answers a tool call nobody made`;
      open = open.filter((id) => id !== message.toolCallId);
    } else {
      if (open.length > 0) return `message ${index} comes before ${open.length} tool results`;
      if (message.role === 'user' && previous?.role === 'tool')
        return `message ${index} is the user's, right after a tool result`;
    }
    if (message.role === 'assistant') open = (message.toolCalls ?? []).map((call) => call.id);
    previous = message;
  }
  if (open.length > 0) return `${open.length} tool calls have no result`;
  return previous?.role === 'user' || previous?.role === 'tool'
    ? undefined
    : 'nobody asks the model anything at the end';
}

function systemCount(messages: readonly ChatMessage[]): number {
  const first = messages.findIndex((message) => message.role !== 'system');
  return first < 0 ? messages.length : first;
}

/** Stretches that begin with a user's message, or with the first message. */
function turnsOf(messages: readonly ChatMessage[]): readonly (readonly ChatMessage[])[] {
  const turns: ChatMessage[][] = [];
  for (const message of messages) {
    const current = turns.at(-1);
    // Two questions in a row are one turn: the second often only adds to the first.
    if (current === undefined || (message.role === 'user' && current.at(-1)?.role !== 'user')) turns.push([message]);
    else current.push(message);
  }
  return turns;
}

function tokensOf(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + messageTokens(message), 0);
}

/** Eight tokens for the role and what parts messages. */
function messageTokens(message: ChatMessage): number {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : [];
  const input = calls.reduce((sum, call) => sum + estimateTokens(call.name + call.input), 0);
  return 8 + estimateTokens(message.content) + input;
}

function cutTo(
  turn: readonly ChatMessage[],
  maxTokens: number,
): { readonly messages: readonly ChatMessage[]; readonly cut: number } {
  const messages = [...turn];
  const cut = new Set<number>();
  for (const mayCut of [isToolResult, isAnything]) {
    while (tokensOf(messages) > maxTokens) {
      const longest = longestOf(messages, mayCut);
      const message = messages[longest];
      if (message === undefined) break;
      messages[longest] = { ...message, content: withoutMiddle(message.content) };
      cut.add(longest);
    }
  }
  return { messages, cut: cut.size };
}

const isToolResult = (message: ChatMessage) => message.role === 'tool';
const isAnything = () => true;

/** Index of the longest message that may be cut and is long enough, or -1. */
function longestOf(messages: readonly ChatMessage[], mayCut: (message: ChatMessage) => boolean): number {
  let best = -1;
  let length = leastToKeep;
  for (const [index, message] of messages.entries()) {
    if (!mayCut(message) || message.content.length <= length) continue;
    best = index;
    length = message.content.length;
  }
  return best;
}

const gap = /\n\[… \d+ characters left out here …\]\n/;

/** The text with half of it, from its middle, replaced by a remark that says how much is missing in all. */
function withoutMiddle(text: string): string {
  const missing = Number(/\d+/.exec(gap.exec(text)?.[0] ?? '')?.[0] ?? 0);
  const bare = text.replace(gap, '');
  const quarter = Math.floor(bare.length / 4);
  const head = bare.slice(0, quarter).replace(/[\ud800-\udbff]$/, '');
  const tail = bare.slice(bare.length - quarter).replace(/^[\udc00-\udfff]/, '');
  return `${head}\n[… ${missing + bare.length - head.length - tail.length} characters left out here …]\n${tail}`;
}
