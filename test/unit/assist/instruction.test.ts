import { describe, expect, test } from 'vitest';
import { findInstruction } from '../../../server/assist/instruction.ts';

describe('an AI: comment', () => {
  test.each([
    [
      'inside, in a line comment',
      'typescript',
      '[a();\n// AI: make it async\nb();\n]',
      'make it async',
      'a();\nb();\n',
    ],
    ['right above', 'python', '# AI: add types\n[def f(a):\n    pass\n]', 'add types', 'def f(a):\n    pass\n'],
    ['above, in CRLF', 'typescript', 'x();\r\n// AI: go\r\n[a();\r\n]', 'go', 'x();\r\na();\r\n'],
    ['in Lua', 'lua', '[-- AI: shorter\nprint(1)\n]', 'shorter', 'print(1)\n'],
    ['in HTML', 'html', '[<!-- AI: add a title -->\n<head></head>\n]', 'add a title', '<head></head>\n'],
    ['in a block comment', 'c', '[/* AI: check for NULL */\nf();\n]', 'check for NULL', 'f();\n'],
    ['in a comment of several lines', 'java', '[/*\n * AI: one\n *   two\n */\nf();\n]', 'one two', 'f();\n'],
    ['of several lines above', 'java', 'x();\n/* AI: one\n   two */\n[f();\n]', 'one two', 'x();\nf();\n'],
    ['in JSX', 'typescriptreact', '[{/* AI: a button */}\n<p/>\n]', 'a button', '<p/>\n'],
    ['written twice', 'typescript', '// AI: one\n[// AI: two\na();\n]', 'one\ntwo', 'a();\n'],
    ['in a doc comment', 'rust', '[/// AI: faster\nfn f() {}\n]', 'faster', 'fn f() {}\n'],
    ['on the last line of a file', 'typescript', '[a();\n// AI: b]', 'b', 'a();\n'],
  ])('%s (%s) is the instruction and goes', (_what, languageId, drawn, instruction, rest) => {
    const { text, start, end } = marked(drawn);
    const found = findInstruction(text, languageId, { start, end });
    expect(found?.text).toBe(instruction);
    const removed = [...(found?.spans ?? [])]
      .reverse()
      .reduce((left, span) => left.slice(0, span.start) + left.slice(span.end), text);
    expect(removed).toBe(rest);
  });

  test.each([
    ['behind code', 'typescript', '[a(); // AI: no\n]'],
    ['above, with code in between', 'typescript', '// AI: no\nx();\n[a();\n]'],
    ['above, with a blank line in between', 'typescript', '// AI: no\n\n[a();\n]'],
    ['with the mark of another language', 'python', '[// AI: no\n]'],
    ['without words', 'python', '[# AI:\n]'],
    ['that is another word', 'python', '[# FAIR: no\n]'],
    ['with code behind its end', 'c', '[/* AI: no */ f();\n]'],
    ['that never ends', 'c', '[/* AI: no\nf();\n]'],
  ])('%s is none', (_what, languageId, drawn) => {
    const { text, start, end } = marked(drawn);
    expect(findInstruction(text, languageId, { start, end })).toBeUndefined();
  });
});

/** The lines of the selection stand in brackets. */
function marked(drawn: string): { readonly text: string; readonly start: number; readonly end: number } {
  const start = drawn.indexOf('[');
  const end = drawn.lastIndexOf(']') - 1;
  return { text: drawn.slice(0, start) + drawn.slice(start + 1, end + 1), start, end };
}
