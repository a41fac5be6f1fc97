// The table of languages: complete enough, and consistent in itself.
import { describe, expect, test } from 'vitest';
import { knownLanguageIds, languageOf, lineCommentOf } from '../../../server/text/languages.ts';

test('more than thirty languages have a row, and no identifier has two', () => {
  expect(knownLanguageIds.length).toBeGreaterThan(100);
  expect(new Set(knownLanguageIds).size).toBe(knownLanguageIds.length);
});

test('an identifier is found whatever its case, and an unknown one is treated as braces', () => {
  expect(languageOf('Dockerfile').id).toBe('dockerfile');
  expect(languageOf('zap')).toMatchObject({ id: 'unknown', block: 'braces' });
});

describe.each([
  ['typescript', '//'],
  ['python', '#'],
  ['lua', '--'],
  ['emacs-lisp', ';'],
  ['latex', '%'],
  ['json', '//'],
  ['html', undefined],
  ['css', undefined],
])('%s', (languageId, mark) => {
  test(`begins a one-line comment with ${mark ?? 'nothing'}`, () => {
    expect(lineCommentOf(languageId)).toBe(mark);
  });
});

describe('a line opens a block', () => {
  test.each([
    ['typescript', 'if (ready) {'],
    ['typescript', "case 'a':"],
    ['python', 'def area(width, height):'],
    ['ruby', 'users.each do |user|'],
    ['ruby', 'def increment'],
    ['lua', 'local function area(width, height)'],
    ['shellscript', 'for file in *.txt; do'],
    ['elixir', 'def increment(count) do'],
    ['haskell', 'main = do'],
    ['makefile', 'build: $(SOURCES)'],
    ['latex', '\\begin{itemize}'],
    ['html', '<ul class="list">'],
    ['julia', 'function area(width, height)'],
    ['yaml', 'environment:'],
  ])('%s: %s', (languageId, line) => {
    expect(languageOf(languageId).opener.test(line)).toBe(true);
  });

  test.each([
    ['typescript', 'return ready;'],
    ['ruby', 'return nil if value.nil?'],
    ['ruby', 'def name = @name if true end'],
    ['html', '<br/>'],
    ['makefile', 'SOURCES := a.c'],
  ])('but not %s: %s', (languageId, line) => {
    expect(languageOf(languageId).opener.test(line)).toBe(false);
  });
});

test('the longest mark of those that begin alike is tried first', () => {
  for (const id of knownLanguageIds) {
    for (const marks of languageOf(id).marks.values()) {
      const lengths = marks.map((mark) => mark.open.length);
      expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    }
  }
});
