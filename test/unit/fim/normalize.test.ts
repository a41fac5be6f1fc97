// What is taken away from a raw answer before it is looked at, and when that is decided.
import { describe, expect, test } from 'vitest';
import { clean } from '../../../server/fim/normalize.ts';
import { readSite } from '../../../server/fim/site.ts';

const site = readSite({ prefix: 'const a = ', suffix: '\n', languageId: 'typescript' });
const kept = (raw: string) => clean(site, raw, true).text;

test.each([
  '<|endoftext|>',
  '<|fim_pad|>',
  '<file_sep>',
  '<｜fim▁end｜>',
  '[SUFFIX]',
  '<[fim-suffix]>',
  '<end_of_turn>',
  '</s>',
])('the special token %s ends an answer', (token) => {
  expect(clean(site, `f();${token}more`, false)).toEqual({ text: 'f();', ended: true, undecided: false });
});

test('the beginning of a token is held back while more may come', () => {
  expect(clean(site, 'f();<|endof', false).text).toBe('f();');
  expect(clean(site, 'f();<|endof', true).text).toBe('f();<|endof');
});

test('a document that is about tokens keeps them', () => {
  const about = readSite({ prefix: "const end = '<|im_end|>';\nconst a = ", suffix: '\n', languageId: 'typescript' });
  expect(clean(about, '"x" + `<|im_end|>', true).text).toBe('"x" + `<|im_end|>');
  expect(clean(about, '"x"; // <|im_end|>', true).text).toBe('"x"; // <|im_end|>');
  expect(clean(about, '"x";<|im_end|>', true).text).toBe('"x";');
});

describe('a fence', () => {
  test('gives its content, and ends the answer where it closes', () => {
    expect(clean(site, '```ts\nf();\n```\nThat is all.', false)).toMatchObject({ text: 'f();', ended: true });
  });

  test('is content in Markdown', () => {
    const markdown = readSite({ prefix: 'Run this:\n\n', suffix: '\n', languageId: 'markdown' });
    expect(clean(markdown, '```sh\nls\n```', true).text).toBe('```sh\nls\n```');
  });

  test('is waited for behind prose', () => {
    expect(clean(site, 'Here is the code:\n', false)).toMatchObject({ text: '', undecided: true });
    expect(kept('Here is the code:\n\n```\nf();\n```')).toBe('f();');
  });
});

test('a sentence in a comment is no prose around code', () => {
  const comment = readSite({ prefix: '// ', suffix: '\n', languageId: 'typescript' });
  expect(clean(comment, 'This is the main loop of it.\nrun();', true).text).toBe(
    'This is the main loop of it.\nrun();',
  );
});

test('a header of our context ends an answer', () => {
  expect(clean(site, 'f();\n\n+++++ src/b.ts \nexport', false)).toMatchObject({ ended: true });
  expect(kept('f();\n+++++ src/b.ts \nexport')).toBe('f();');
});

test('thinking is left out, and nothing is shown while it lasts', () => {
  expect(clean(site, '<think>\nhm', false).undecided).toBe(true);
  expect(kept('<think>\nhm</think>\n\nf();')).toBe('f();');
});

test('every line break becomes LF', () => {
  expect(kept('a\r\nb\rc\r')).toBe('a\nb\nc\n');
});
