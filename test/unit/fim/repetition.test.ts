// What a model says twice: lines that follow, the beginning of its line, the rest of its line.
import { describe, expect, test } from 'vitest';
import { repeatedStart, repeatsFollowing, restAgain } from '../../../server/fim/repetition.ts';
import { readSite } from '../../../server/fim/site.ts';
import { cutAtCursor } from '../../support/markers.ts';

const at = (document: string) => readSite({ ...cutAtCursor(document), languageId: 'typescript' });
const lines = (text: string, complete = true) =>
  text.split('\n').map((line, index, all) => ({
    text: line.trim(),
    indent: line.length - line.trimStart().length,
    complete: complete || index < all.length - 1,
  }));

describe('following lines', () => {
  const site = at('a();\nˇ\n  const b = one();\n  const c = two();\n');

  test('are recognised without their indentation when two of them come', () => {
    expect(repeatsFollowing(site, lines('const b = one();\nconst c = two();'), 0)).toBe('yes');
  });

  test('are not sure while the last line may still differ', () => {
    expect(repeatsFollowing(site, lines('  const b = o', false), 0)).toBe('maybe');
    expect(repeatsFollowing(site, lines('  const x', false), 0)).toBe('no');
  });

  test('are not repeated by one equal line at another depth', () => {
    expect(repeatsFollowing(site, lines('const b = one();\nz();'), 0, false)).toBe('no');
  });
});

describe('the beginning of the line', () => {
  test('is counted where it is repeated', () => {
    expect(repeatedStart(at('  const total = ˇ'), 'const total = 1;', true)).toBe('const total = '.length);
    expect(repeatedStart(at('  const total = ˇ'), '  const total = 1;', true)).toBe('  const total = '.length);
    expect(repeatedStart(at('  const total = ˇ'), '1;', true)).toBe(0);
  });

  test('is not decided while it may still turn out repeated', () => {
    expect(repeatedStart(at('  const total = ˇ'), 'const to', false)).toBeUndefined();
  });

  test('may be meant twice when only then the brackets close', () => {
    expect(repeatedStart(at('kinds[ˇ'), 'kinds["a"] = 1] = "a";', true)).toBe(0);
    expect(repeatedStart(at('kinds[ˇ'), 'kinds["a"] = 1;', true)).toBe('kinds['.length);
  });
});

test('the rest of the line is surely repeated when the next line comes too', () => {
  const site = at("f('aˇ')\nconst b = 1;\n");
  expect(restAgain(site, "b')\nconst b = 1;", 3, true)).toBe('yes');
  expect(restAgain(site, "b')\ncon", 3, false)).toBe('maybe');
  expect(restAgain(site, "b')\nfoo();", 3, true)).toBe('no');
});
