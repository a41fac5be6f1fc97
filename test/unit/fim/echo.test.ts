// Loops, copies of snippets, and deleted text that comes back.
import { describe, expect, test } from 'vitest';
import { copiesSnippet, loopStart, restoresDeleted } from '../../../server/fim/echo.ts';
import { readSite } from '../../../server/fim/site.ts';

const site = readSite({ prefix: 'function f() {\n  ', suffix: '\n}\n', languageId: 'typescript' });
const data = readSite({ prefix: '[\n  ', suffix: '\n]\n', languageId: 'json' });

describe('a loop', () => {
  test('of one line begins behind its first', () => {
    const line = 'register(alpha);\n';
    expect(loopStart(site, line.repeat(4), true)).toBe(line.length - 1);
    expect(loopStart(site, line.repeat(3), true)).toBeUndefined();
  });

  test('of two lines is seen in its third round', () => {
    const round = 'const a = next();\nprint(a);\n';
    expect(loopStart(site, round.repeat(3), true)).toBe(round.length - 1);
  });

  test('is no loop in rows of data', () => {
    expect(loopStart(data, '"same value",\n'.repeat(4), true)).toBeUndefined();
  });

  test('within a line is seen before the line ends', () => {
    expect(loopStart(site, "'abcdefg', ".repeat(20), false)).toBe("'abcdefg', ".length);
    expect(loopStart(site, `// ${'-'.repeat(80)}`, false)).toBeUndefined();
  });
});

describe('a snippet', () => {
  const snippet = 'export function g() {\n  return one();\n}\n\nexport const two = 2;';

  test('is copied by its first lines', () => {
    expect(copiesSnippet(site, snippet, [snippet], true)).toBe('yes');
    expect(copiesSnippet(site, 'export function g() {\n  return other();', [snippet], true)).toBe('no');
  });

  test('is maybe copied while its first line comes', () => {
    expect(copiesSnippet(site, 'export fun', [snippet], false)).toBe('maybe');
    expect(copiesSnippet(site, 'const a', [snippet], false)).toBe('no');
  });
});

describe('deleted text', () => {
  test('comes back as it was, or with the line it stood in', () => {
    expect(restoresDeleted(site, 'log(a, b);', ['  log(a, b);\n'])).toBe(true);
    expect(restoresDeleted(site, 'const c = log(a, b);', ['log(a, b);'])).toBe(true);
  });

  test('comes back line by line', () => {
    expect(restoresDeleted(site, 'log(a, b);', ['log(a, b);\nlog(c, d);\n'])).toBe(true);
  });

  test('is not meant by a single word or a mark', () => {
    expect(restoresDeleted(site, 'return responseBody;', ['responseBody'])).toBe(false);
    expect(restoresDeleted(site, '}', ['}'])).toBe(false);
  });
});
