// Whether a chat waits to be sent, and when a new one has been opened.
import { isTranscript, parseTranscript } from '../chat/transcript.ts';
import { type DocumentSnapshot, pathOfUri } from '../text/document.ts';
import type { Documents } from './documents.ts';

const heading = /^## You[ \t]*$/gim;

/** The zero-based line of the heading above a question that nobody has answered; `undefined` when there is none. */
export function pendingQuestion(snapshot: DocumentSnapshot): number | undefined {
  if (!isTranscript(snapshot)) return undefined;
  const last = parseTranscript(snapshot.text).turns.at(-1);
  if (last?.role !== 'user' || last.text.trim() === '') return undefined;
  const place = [...snapshot.text.matchAll(heading)].at(-1)?.index ?? 0;
  return snapshot.text.slice(0, place).split(/\r\n|\r|\n/).length - 1;
}

/** The uri by which the editor opens this path, as soon as it does; `undefined` when the signal fires before. */
export function whenOpened(documents: Documents, path: string, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const end = (uri: string | undefined) => {
      stop();
      resolve(uri);
    };
    const stop = documents.listen({
      opened: ({ snapshot }) => (pathOfUri(snapshot.uri) === path ? end(snapshot.uri) : undefined),
      changed: () => {},
      closed: () => {},
    });
    signal.addEventListener('abort', () => end(undefined), { once: true });
  });
}
