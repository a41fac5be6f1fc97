import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGlob, compilePattern } from '../../../server/assist/linearPattern.ts';
import { holds } from '../../support/holds.ts';

const atoms = ['a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\d', '\\bc', '^', '$', '(?:ab|c)', '(a|)', '[a-c1]', '\\.'];
const quantifiers = ['', '', '', '*', '+', '?', '{2}', '{1,3}', '{0,}', '*?'];
const item = fc.tuple(fc.constantFrom(...atoms), fc.constantFrom(...quantifiers)).map(([atom, quantifier]) => {
  return /^[$^]|^\\b/.test(atom) ? atom : `(?:${atom})${quantifier}`;
});
const source = fc.array(item, { minLength: 1, maxLength: 5 }).map((items) => items.join(''));
const pattern = fc.oneof(
  source,
  fc.tuple(source, source).map(([left, right]) => `(${left}|${right})+`),
);
const line = fc.array(fc.constantFrom('a', 'A', 'b', 'B', 'c', '1', ' ', '.')).map((parts) => parts.join(''));

describe('a pattern', () => {
  test("matches the same lines as JavaScript's own engine", () => {
    holds(
      fc.property(pattern, line, fc.boolean(), (one, text, ignoreCase) => {
        expect(matches(one, text, ignoreCase)).toBe(new RegExp(one, ignoreCase ? 'i' : '').test(text));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ['function\\s+\\w+\\(', 'export function  run(a)', true],
    ['^import .* from ["\']vscode', "import { a } from 'vscode'", true],
    ['\\bcat\\b', 'concatenate', false],
    ['(?<year>\\d{4})-\\d\\d', 'on 2026-11', true],
    ['[\\w.-]+@[\\w]+', 'me@example', true],
    ['\\u00e9|\\x41', 'café', true],
    ['a{,2}', 'a{,2}', true],
    ['[]a]', ']', false],
  ])('%s in %j: %s', (one, text, expected) => {
    expect(matches(one, text)).toBe(expected);
  });

  test('that would never end elsewhere takes a moment', () => {
    const begun = performance.now();
    expect(matches('(a+)+(a|a)*(a*)*b', 'a'.repeat(2000))).toBe(false);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  test.each([
    ['(?=a)', /Look-around/],
    ['(a)\\1', /Back-references/],
    ['(a', /without its \)/],
    ['a)', /without its \(/],
    ['[a', /without its \]/],
    ['*a', /nothing to repeat/],
    ['a**', /quantifier follows/],
    ['a{3,1}', /out of order/],
    ['[z-a]', /out of order/],
    ['a\\', /too early/],
    ['((a{100}){100}){100}', /too large/],
    ['('.repeat(500), /too deeply/],
  ])('%s is refused in a sentence', (one, message) => {
    const compiled = compilePattern(one);
    expect(compiled.kind === 'problem' && compiled.message).toMatch(message);
  });

  test('of any characters compiles or is refused, and never throws', () => {
    holds(
      fc.property(fc.string({ maxLength: 30 }), fc.string(), (one, text) => {
        const compiled = compilePattern(one);
        if (compiled.kind === 'pattern') compiled.pattern.test(text);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ['*.ts', 'src/a.ts', true],
  ['*.ts', 'src/a.tsx', false],
  ['src/**/*.{ts,tsx}', 'src/a.tsx', true],
  ['src/**/*.{ts,tsx}', 'src/deep/er/a.ts', true],
  ['src/*.ts', 'src/deep/a.ts', false],
  ['**/test?/**', 'a/test1/b', true],
  ['a(b)+.ts', 'a(b)+.ts', true],
  ['a,b.ts', 'a,b.ts', true],
])('the glob %s matches %s: %s', (glob, path, expected) => {
  const compiled = compileGlob(glob);
  expect(compiled.kind === 'pattern' && compiled.pattern.test(path)).toBe(expected);
});

function matches(one: string, text: string, ignoreCase = false): boolean {
  const compiled = compilePattern(one, ignoreCase);
  if (compiled.kind === 'problem') throw new Error(compiled.message);
  return compiled.pattern.test(text);
}
