// Who may change which file: the file at hand without a question, every other one only with the user's yes.
import type { AssistHost } from './host.ts';

const once = 'Allow once';
const always = 'Allow for this chat';
const refuse = 'Refuse';

export type Verdict = 'allowed' | 'refused';

/** Remembers the user's word as long as it lives: one edit, or one chat. */
export class EditPermission {
  readonly #host: Pick<AssistHost, 'ask'>;
  readonly #ownUri: string | undefined;
  #answer: Verdict | undefined;

  /** `ownUri`: the document the user asked to have changed; `undefined` in a chat, where each file needs a yes. */
  constructor(host: Pick<AssistHost, 'ask'>, ownUri: string | undefined) {
    this.#host = host;
    this.#ownUri = ownUri;
  }

  /** Asks when nobody has decided yet. Closing the question is no yes; after a no, nothing is asked again. */
  async mayChange(uri: string, shown: string): Promise<Verdict> {
    if (uri === this.#ownUri) return 'allowed';
    if (this.#answer !== undefined) return this.#answer;
    const choice = await this.#host.ask(`The model wants to change ${shown}.`, [once, always, refuse]);
    if (choice === once) return 'allowed';
    this.#answer = choice === always ? 'allowed' : 'refused';
    return this.#answer;
  }
}
