// How a line falls into tokens; `·` marks a token with one space before it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanTokens, trimmedRange } from '../../../../server/providers/ngram/tokenize.ts';

describe('tokens', () => {
  test.each([
    ['const x = foo.bar(1);', ['const', '·x', '·=', '·foo', '.', 'bar', '(', '1', ')', ';']],
    [
      "import { a } from './b-c.ts';",
      ['import', '·{', '·a', '·}', '·from', "·'", './', 'b', '-', 'c', '.', 'ts', "'", ';'],
    ],
    ['a => b->c', ['a', '·=>', '·b', '->', 'c']],
    ['Array<Map<string, A>>()', ['Array', '<', 'Map', '<', 'string', ',', '·A', '>', '>', '(', ')']],
    ['</div> <= >=', ['</', 'div', '>', '·<=', '·>=']],
    ['a  b\tc', ['a', '  ', 'b', '\t', 'c']],
    ['größe_1 += 名前', ['größe_1', '·+=', '·名前']],
  ])('of %s', (line, expected) => {
    expect(tokensOf(line).map(({ text, spaced }) => (spaced ? '·' : '') + text)).toEqual(expected);
  });

  test('give the line back, with their spaces', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '_', '9', ' ', '\t', '(', '=', '>', '<', '/', "'", '.', 'é') }),
        (line) => {
          const [from, to] = trimmedRange(line);
          const again = tokensOf(line).map(({ text, spaced }) => (spaced ? ' ' : '') + text);
          expect(again.join('')).toBe(line.slice(from, to));
        },
      ),
    );
  });
});

function tokensOf(line: string): { text: string; spaced: boolean }[] {
  const tokens: { text: string; spaced: boolean }[] = [];
  const [from, to] = trimmedRange(line);
  scanTokens(line, from, to, (start, end, spaced) => tokens.push({ text: line.slice(start, end), spaced }));
  return tokens;
}
