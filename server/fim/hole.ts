// FIM asked of a chat model: a prompt with a named hole, and the filling taken out of the growing answer. Pure.
import type { ChatCall } from '../model/chat.ts';
import type { FimCall } from '../model/fim.ts';

const opening = '<COMPLETION>';
const closing = '</COMPLETION>';

/** The chat call that asks for the text at the cursor. */
export function holeCall(call: FimCall): ChatCall {
  const mark = markFor(call);
  const files = call.snippets.map((snippet) => `<FILE path="${snippet.path}">\n${snippet.text}\n</FILE>\n`);
  const question = [
    ...files,
    `<FILE path="${call.path}" language="${call.languageId}">\n${call.prefix}${mark}${call.suffix}\n</FILE>\n`,
    `Write the text that belongs in place of ${mark} in ${call.path}.`,
  ].join('\n');
  return {
    messages: [
      { role: 'system', content: instructions(mark) },
      { role: 'user', content: question },
    ],
    tools: [],
    toolChoice: 'none',
    temperature: call.temperature,
    // Room for the tags around the answer.
    maxTokens: call.maxTokens + 16,
    stop: [closing, ...call.stop].slice(0, 4),
    prediction: undefined,
    cacheKey: call.cacheKey,
  };
}

/**
 * The filling in an answer so far. Only grows while the answer grows, so that differences can be streamed: what may still turn
 * out to be a tag, a fence or a last line break is held back until `done`.
 */
export function fillingOf(answer: string, call: FimCall, done: boolean): string {
  const start = startOf(answer, done);
  if (start === undefined) return '';
  let body = answer.slice(start.at);
  const fence = fencedStart(body, done);
  if (fence === undefined) return '';
  const fenced = fence > 0 || start.fenced;
  body = body.slice(fence);
  const end = endOf(body, fenced);
  const whole = done || end !== undefined;
  // A fence begins with its line break, so that one is gone already.
  const text =
    end?.fence === true ? body.slice(0, end.at) : withoutEnd(body.slice(0, end?.at ?? body.length), whole, fenced);
  return fenced || beginsOnEmptyLine(call) ? text.replace(/^\r?\n/, '') : text;
}

function instructions(mark: string): string {
  return [
    `You complete code. The user shows a file with a hole marked ${mark}.`,
    `Answer with the text that replaces ${mark} and nothing else, between ${opening} and ${closing}.`,
    'Do not repeat what stands before or behind the hole. Keep the indentation and style of the file.',
    'Complete the line or the block at the hole, not more. No explanation, no Markdown.',
    `Example: for "const sum = add(${mark});" the answer is ${opening}a, b${closing}`,
  ].join('\n');
}

/** A mark that the user's own text does not contain. */
function markFor(call: FimCall): string {
  const text = call.prefix + call.suffix + call.snippets.map((snippet) => snippet.text).join('');
  let mark = '{{FILL_HERE}}';
  for (let number = 2; text.includes(mark); number++) mark = `{{FILL_HERE_${number}}}`;
  return mark;
}

/** Where the filling begins; `undefined` while that cannot be told. An answer without a tag counts from its first word. */
function startOf(answer: string, done: boolean): { readonly at: number; readonly fenced: boolean } | undefined {
  const tag = answer.indexOf(opening);
  if (tag >= 0) return { at: tag + opening.length, fenced: false };
  const blanks = answer.length - answer.trimStart().length;
  const begun = answer.slice(blanks);
  // A fence before any tag: models that were told otherwise still write Markdown, with or without a sentence above it.
  const fence = /(?:^|\n)```[\w+#.-]*\r?\n/.exec(answer);
  if (fence !== null) {
    const at = fence.index + fence[0].length;
    const inside = answer.slice(at).indexOf(opening);
    if (inside < 0 && !done && opening.startsWith(answer.slice(at).trim())) return undefined;
    return { at: inside < 0 ? at : at + inside + opening.length, fenced: true };
  }
  if (done) return { at: 0, fenced: false };
  // Prose before the tag would be shown if we did not wait; only the tag itself can be told apart early.
  return begun === '' || answer.length < 400 ? undefined : { at: 0, fenced: false };
}

/** Length of a fence line at the beginning of the body, 0 without one, `undefined` while it may still become one. */
function fencedStart(body: string, done: boolean): number | undefined {
  const fence = /^\s*```[\w+#.-]*\r?\n/.exec(body);
  if (fence !== null) return fence[0].length;
  const trimmed = body.trimStart();
  const mayBecome = '```'.startsWith(trimmed) || /^```[\w+#.-]*\r?$/.test(trimmed);
  return mayBecome && !done && trimmed.length < 24 ? undefined : 0;
}

function endOf(body: string, fenced: boolean): { readonly at: number; readonly fence: boolean } | undefined {
  const tag = body.indexOf(closing);
  const fence = fenced ? body.search(/(?:^|\r?\n)```/) : -1;
  if (fence >= 0 && (tag < 0 || fence < tag)) return { at: fence, fence: true };
  return tag < 0 ? undefined : { at: tag, fence: false };
}

/** Drops the line break before the closing tag; of a growing text, also what may be the beginning of such an end. */
function withoutEnd(text: string, whole: boolean, fenced: boolean): string {
  if (whole) return text.replace(/\r?\n$/, '');
  let end = text.length;
  for (let length = Math.min(closing.length - 1, text.length); length > 0; length--) {
    if (!closing.startsWith(text.slice(text.length - length))) continue;
    end = text.length - length;
    break;
  }
  const held = text.slice(0, end);
  return fenced ? held.replace(/\r?\n?`{0,3}$/, '') : held.replace(/\r?\n?$/, '');
}

function beginsOnEmptyLine(call: FimCall): boolean {
  const line = call.prefix.slice(call.prefix.lastIndexOf('\n') + 1);
  return line.trim() === '';
}
