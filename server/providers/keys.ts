// Keys on their way into a header.
import { ModelError } from '../model/errors.ts';
import type { Peer } from './peer.ts';

/** Gives the key; asked for each request, so that a source which was corrected helps at once. */
export type KeySource = (signal: AbortSignal) => Promise<string>;

/** The key without blanks around it. Throws `ModelError('key')` for one that fits into no header. */
export function usableKey(key: string, peer: Peer): string {
  const trimmed = key.trim();
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed;
  const what =
    trimmed === '' ? 'is empty' : 'has characters that no key has (blanks, line breaks or letters beyond ASCII)';
  throw new ModelError('key', {
    message: `the key for ${peer.name} ${what}`,
    hint: `The API key for ${peer.name} ${what}. Correct what \`${peer.keySetting}\` names.`,
  });
}
