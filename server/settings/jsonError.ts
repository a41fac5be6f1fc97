// Where JSON text is wrong, in a person's words: JSON.parse names neither line nor column in every version of Node.

/** Line and column count from 1; the column in UTF-16 units. */
export interface JsonError {
  readonly line: number;
  readonly column: number;
  /** Completes the sentence "line 3, column 5: ...". */
  readonly message: string;
}

const space = /[ \t\r\n]*/y;
const string = /"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

// JSON.parse has no such limit, but nobody writes settings this deep, and we must not overflow the stack.
const deepest = 100;

/** Reads JSON text; says where and what the first error is. */
export function parseJson(text: string): { readonly value: unknown } | { readonly error: JsonError } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // A raw control character in a string is the one error that `findJsonError` overlooks.
    return { error: findJsonError(text) ?? { line: 1, column: 1, message: 'it holds a control character' } };
  }
}

function findJsonError(text: string): JsonError | undefined {
  let offset = 0;
  let depth = 0;
  try {
    value();
    skip(space);
    if (offset < text.length) fail('the settings end before this');
    return undefined;
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    const before = text.slice(0, offset);
    return {
      line: before.split('\n').length,
      column: offset - before.lastIndexOf('\n'),
      message: error.message,
    };
  }

  function value(): void {
    skip(space);
    if (text[offset] === '{') members('}', member);
    else if (text[offset] === '[') members(']', value);
    else if (!skip(string) && !skip(scalar)) fail('a value is expected');
  }

  function members(closer: string, one: () => void): void {
    offset += 1;
    depth += 1;
    if (depth > deepest) fail('it is nested too deeply');
    skip(space);
    if (text[offset] === closer) {
      offset += 1;
      depth -= 1;
      return;
    }
    for (;;) {
      one();
      skip(space);
      const mark = text[offset];
      if (mark !== closer && mark !== ',') fail(`a comma or ${closer} is expected`);
      offset += 1;
      if (mark === closer) {
        depth -= 1;
        return;
      }
      skip(space);
      if (text[offset] === closer) fail('there must be no comma before this');
    }
  }

  function member(): void {
    skip(space);
    if (!skip(string)) fail('a name in double quotes is expected');
    skip(space);
    if (text[offset] !== ':') fail('a colon is expected');
    offset += 1;
    value();
  }

  function skip(pattern: RegExp): boolean {
    pattern.lastIndex = offset;
    const found = pattern.exec(text);
    offset += found?.[0].length ?? 0;
    return found !== null;
  }

  function fail(message: string): never {
    if (offset >= text.length) throw new Complaint('the file ends too early');
    if (/^(\/\/|\/\*|#)/.test(text.slice(offset))) throw new Complaint('JSON has no comments');
    throw new Complaint(message);
  }
}

class Complaint extends Error {}
