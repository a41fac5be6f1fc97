// What the user is told when an edit or a chat has ended: one message, with a cure where something went wrong. Pure.
import type { ChatOutcome } from '../assist/chatTask.ts';
import type { EditOutcome, Left } from '../assist/editTask.ts';

export interface Told {
  readonly type: 'error' | 'warning' | 'info';
  readonly message: string;
}

/** Longest word of a model in a message: editors show it on one line or in a small box. */
const longestWord = 600;

/** `undefined` where the document itself says it all. */
export function toldOfEdit(outcome: EditOutcome): Told | undefined {
  switch (outcome.kind) {
    case 'applied':
      return undefined;
    case 'unchanged':
      return { type: 'info', message: 'The model had nothing to change.' };
    case 'answered':
      return { type: 'info', message: `${unsaved(outcome.changed)}${shortened(outcome.text)}` };
    case 'offered':
      return outcome.reason === undefined
        ? undefined
        : { type: 'warning', message: `${outcome.reason} The answer is in a document of its own.` };
    case 'refused':
      return { type: 'warning', message: outcome.message };
    case 'cancelled':
      return outcome.left === 'stuck' ? { type: 'warning', message: leftover(outcome.left).trim() } : undefined;
    case 'failed':
      return { type: 'error', message: `${outcome.error.hint}${leftover(outcome.left)}` };
  }
}

/** A chat tells of its failures in the transcript too, where a note stays; the message says it at once. */
export function toldOfChat(outcome: ChatOutcome): Told | undefined {
  switch (outcome.kind) {
    case 'answered':
    case 'cancelled':
      return undefined;
    case 'offered':
      return { type: 'warning', message: 'The chat could not take the answer, so it is in a document of its own.' };
    case 'unanswered':
    case 'refused':
      return { type: 'warning', message: outcome.message };
    case 'failed':
      return { type: 'error', message: outcome.error.hint };
  }
}

function leftover(left: Left): string {
  switch (left) {
    case 'untouched':
    case 'rolled-back':
      return '';
    case 'kept':
      return ' What had been written stays in the document.';
    case 'stuck':
      return ' You changed the same lines meanwhile, so they were left as they are.';
  }
}

/** First in a message, because an editor with one line for it cuts the end off. */
function unsaved(changed: readonly string[]): string {
  return changed.length === 0 ? '' : `Changed, not saved yet: ${changed.join(', ')}. `;
}

function shortened(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return 'Done.';
  return trimmed.length <= longestWord ? trimmed : `${trimmed.slice(0, longestWord)}…`;
}
