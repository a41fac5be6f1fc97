// Why nothing is offered, in words for the user of the command line.
import type { NoneReason } from '../fim/request.ts';

const sentences: Readonly<Record<NoneReason, string>> = {
  off: 'completions are switched off. Set completion.enabled to true.',
  'excluded-file': 'this file stays on this machine (see completion.exclude and .codestralignore), or it is a chat.',
  'too-large': 'the file has more than two million characters.',
  'mid-word': 'the cursor stands inside a word. Choose the end of one.',
  'words-follow': 'code follows on the line. Choose its end.',
  'too-little-context': 'there is too little text around the cursor.',
  unlikely: 'a completion is hardly ever wanted at such a place.',
  superseded: 'the text has changed meanwhile.',
  cancelled: 'the request was cancelled.',
  late: 'no answer came in time. completion.deadlineMs sets how long to wait.',
  'rate-limited': 'the limit of requests is reached. Try again in a minute; see docs/usage.md.',
  'budget-spent': 'your budget is spent. See usage.dailyBudgetUsd and usage.monthlyBudgetUsd.',
  'no-key': 'there is no key that the provider takes. Run: codestral-lsp doctor --online',
  refused: 'the provider refused the request.',
  unreachable: 'the provider cannot be reached. Run: codestral-lsp doctor --online',
  failed: 'the provider failed. Try again.',
  unsure: 'the embedded engine is not sure enough of any continuation.',
  empty: 'there is nothing to add.',
  'repeats-text': 'the answer only repeated text that stands there already.',
  'out-of-scope': 'the answer belonged to another block.',
  'restores-deleted': 'the answer was text that had just been deleted.',
};

/** One sentence, in lower case because it follows a colon. */
export function reasonSentence(reason: NoneReason): string {
  return sentences[reason];
}
