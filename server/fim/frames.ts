// The lexer's stack: what is open, what was closed for nothing, how far it went down.
import type { TextMark } from '../text/languages.ts';
import type { Closer, Frame } from './nesting.ts';

/** A stack of frames that counts what does not fit. */
export class Frames {
  readonly stack: Frame[];
  readonly unmatched: Closer[] = [];
  errors = 0;
  low: number;

  constructor(stack: readonly Frame[]) {
    this.stack = [...stack];
    this.low = stack.length;
  }

  get top(): Frame | undefined {
    return this.stack.at(-1);
  }

  push(frame: { kind: Frame['kind']; close: string; indent: number; mark?: TextMark }): void {
    this.stack.push(frame);
  }

  pop(): void {
    this.stack.pop();
    this.low = Math.min(this.low, this.stack.length);
  }

  /**
   * Closes the innermost frame that `closer` fits; frames inside it that it skips are errors. With nothing open it is
   * noted as unmatched.
   */
  close(closer: Closer): void {
    for (let at = this.stack.length - 1; at >= 0 && at >= this.stack.length - 4; at--) {
      const frame = this.stack[at];
      if (frame === undefined || frame.close !== closer.close || frame.kind === 'tag') continue;
      this.errors += this.stack.length - 1 - at;
      this.stack.length = at;
      this.low = Math.min(this.low, at);
      return;
    }
    if (this.stack.length === 0) this.unmatched.push(closer);
    // An element's end may belong to markup that could not be read.
    else if (!closer.close.startsWith('<')) this.errors++;
  }
}
