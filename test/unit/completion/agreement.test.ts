import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreement, originOf, suffixKeyOf, typedSince } from '../../../server/completion/agreement.ts';

describe('agreement', () => {
  test.each([
    ['foo(bar)', 'foo', { kind: 'agrees', rest: 3 }],
    ['foo(bar)', '', { kind: 'agrees', rest: 0 }],
    ['foo', 'foobar', { kind: 'short' }],
    ['foo', 'fa', { kind: 'disagrees' }],
    ['{\n  a;\n}', '{\r\n  a', { kind: 'agrees', rest: 5 }],
    ['{\n  a;', '{\n\ta', { kind: 'agrees', rest: 5 }],
    ['{\n  a;', '{\n      a', { kind: 'agrees', rest: 5 }],
    ['{  \n  a;', '{\n', { kind: 'agrees', rest: 4 }],
    ['a  b', 'a b', { kind: 'disagrees' }],
  ])('%j with %j typed gives %j', (answer, typed, expected) => {
    expect(agreement(answer, typed)).toEqual(expected);
  });

  test('any beginning of an answer agrees, and what remains is its end', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (answer, at) => {
        const typed = answer.slice(0, at % (answer.length + 1));
        const found = agreement(answer, typed);
        expect(found.kind).toBe('agrees');
      }),
    );
  });
});

describe('typedSince', () => {
  const origin = originOf('file:///a', 'const total = sum', ';\n');

  test('is what stands between the origin and the cursor', () => {
    expect(typedSince(origin, 'const total = sum(it')).toBe('(it');
  });

  test('finds the place again after an edit above it', () => {
    expect(typedSince(origin, '// new line\nconst total = sum(it')).toBe('(it');
  });

  test('is undefined before the origin and elsewhere', () => {
    expect(typedSince(origin, 'const total = su')).toBeUndefined();
    expect(typedSince(origin, 'something else entirely')).toBeUndefined();
  });
});

test('closers behind the cursor do not count as another place, words do', () => {
  expect(suffixKeyOf(')\nnext')).toBe(suffixKeyOf('\n\n  next'));
  expect(suffixKeyOf(' word)\nnext')).not.toBe(suffixKeyOf('\nnext'));
  expect(suffixKeyOf('\nnext')).not.toBe(suffixKeyOf('\nother'));
});
