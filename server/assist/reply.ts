// The answer in a transcript: its place, its notes, and what becomes of it when it ends early.
import { renderTurn } from '../chat/transcript.ts';
import type { DocumentSnapshot } from '../text/document.ts';
import { withLineEnding } from '../text/lines.ts';
import type { AssistHost } from './host.ts';
import { LiveEdit } from './liveEdit.ts';

/** The assistant's turn at the end of a transcript, with an empty turn of the user's below it to write in meanwhile. */
export class Reply {
  readonly #host: AssistHost;
  readonly #live: LiveEdit;
  readonly #ending: '\n' | '\r\n';
  readonly #lead: string;
  #notes: readonly string[] = [];
  #text = '';

  constructor(host: AssistHost, snapshot: DocumentSnapshot, ending: '\n' | '\r\n') {
    this.#host = host;
    this.#ending = ending;
    const { text } = snapshot;
    const blank = text.endsWith(ending + ending);
    this.#lead = blank ? '' : text.endsWith(ending) ? ending : ending + ending;
    this.#live = new LiveEdit(host, snapshot, { start: text.length, end: text.length });
  }

  note(text: string): void {
    this.#notes = [...this.#notes, text];
  }

  open(): void {
    this.#live.show(() => this.#rendered());
  }

  write(text: string, show: boolean): void {
    this.#text = text;
    if (show && text.trim() !== '') this.#live.show(() => this.#rendered());
  }

  settle(): Promise<void> {
    return this.#live.settle();
  }

  /** The last edit. Gives the uri of a new document when the answer could not go into the transcript. */
  async end(problem: string | undefined): Promise<string | undefined> {
    if (problem !== undefined) this.note(problem);
    // Stopped before the first word: the transcript becomes what it was, ready to be sent again, unless the user has gone on below.
    if (this.#text.trim() === '' && problem !== undefined) {
      await this.#live.settle();
      if (this.#live.isAtEnd && (await this.#live.rollback()).kind === 'done') return undefined;
    }
    const landing = await this.#live.finish(this.#rendered());
    if (landing.kind === 'done') return undefined;
    return this.#host.openScratch({ title: 'chat-answer.md', languageId: 'markdown', text: this.#text });
  }

  #rendered(): string {
    const text = withLineEnding(this.#text.trimEnd(), this.#ending);
    const own = renderTurn({ role: 'assistant', notes: this.#notes, text }, this.#ending);
    const next = renderTurn({ role: 'user', notes: [], text: '' }, this.#ending);
    return this.#lead + own + this.#ending + next;
  }
}
