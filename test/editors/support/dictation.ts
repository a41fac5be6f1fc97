// A model that answers as far as a test lets it: for tests that look at a document while an edit is still being written.
import type { Answer } from '../../support/fakeMistral.ts';
import { stageWithFake } from './testStage.ts';
import { waitFor } from './waitFor.ts';

/** What the user has, and asks for in the comment. */
export const asked =
  'const first = 0;\n\n// AI: make them bigger\nlet a = 1;\nlet b = 2;\nlet c = 3;\n\nconst last = 9;\n';
export const rewritten = 'const first = 0;\n\nlet a = 10;\nlet b = 20;\nlet c = 30;\n\nconst last = 9;\n';
/** How the model answers. */
export const lines = ['```javascript\n', 'let a = 10;\n', 'let b = 20;\n', 'let c = 30;\n', '```\n'];
/** Where, and what to choose there. */
export const place = { from: 4, to: 6 };
export const title = 'Rewrite: make them bigger';

/** Lets the model say the lines of its answer one after the other. */
export class Dictation {
  readonly #lines: readonly string[];
  #said = 0;
  #wake: () => void = () => {};

  constructor(answer: readonly string[]) {
    this.#lines = answer;
  }

  /** From now on the model may say all up to and with this line. */
  upTo(part: string): void {
    this.#allow(this.#lines.findIndex((line) => line.includes(part)) + 1);
  }

  toTheEnd(): void {
    this.#allow(Number.POSITIVE_INFINITY);
  }

  get answer(): Answer {
    return { tokens: this.#lines, before: (token) => this.#until(token) };
  }

  #allow(count: number): void {
    this.#said = count;
    this.#wake();
  }

  async #until(token: number): Promise<void> {
    while (token >= this.#said) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

/** A stage whose model says what the dictation lets it say, and a file for it to change. */
export async function dictated(answer = lines) {
  const stage = await stageWithFake();
  const dictation = new Dictation(answer);
  // Completions are asked for while the user types.
  stage.fake.answerWith(({ path }) => (path.includes('chat') ? dictation.answer : ''));
  return { stage, dictation, file: stage.sandbox.write('numbers.js', asked) };
}

/** Waits until a text is this, or matches, and gives it. */
export async function see(text: () => string | Promise<string>, expected: string | RegExp): Promise<string> {
  const look = async () => {
    const now = await text();
    const seen = typeof expected === 'string' ? now === expected : expected.test(now);
    if (!seen) throw new Error(`the text is ${JSON.stringify(now)}`);
    return now;
  };
  return waitFor(look, { what: `text ${expected}` });
}
