// Which documents are chats, and whether one waits to be sent.
import { parseTranscript } from '../chat/transcript.ts';
import type { DocumentSnapshot } from '../text/document.ts';

const heading = /^## You[ \t]*$/gim;

/** True for a Markdown document with a heading of ours. An editor without a mode for Markdown calls it plain text. */
export function isTranscript({ uri, languageId, text }: DocumentSnapshot): boolean {
  return (languageId === 'markdown' || uri.endsWith('.md')) && text.search(heading) >= 0;
}

/** The zero-based line of the heading above a question that nobody has answered; `undefined` when there is none. */
export function pendingQuestion(snapshot: DocumentSnapshot): number | undefined {
  if (!isTranscript(snapshot)) return undefined;
  const last = parseTranscript(snapshot.text).turns.at(-1);
  if (last?.role !== 'user' || last.text.trim() === '') return undefined;
  const place = [...snapshot.text.matchAll(heading)].at(-1)?.index ?? 0;
  return snapshot.text.slice(0, place).split(/\r\n|\r|\n/).length - 1;
}
