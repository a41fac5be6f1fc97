// Invariants of the FIM formats, and their exact layouts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fimFormats, renderFields, renderFim } from '../../../server/fim/formats.ts';
import { fimFamilies } from '../../../server/model/catalog.ts';
import { fimCall } from '../../support/streams.ts';

const snippets = [
  { path: 'a.ts', text: 'const a = 1;', source: 'sibling', score: 1 },
  { path: 'b.ts', text: 'const b = 2;', source: 'sibling', score: 1 },
] as const;
const call = fimCall({ prefix: 'P', suffix: 'S', path: 'c.ts' });
const withFiles = fimCall({ prefix: 'P', suffix: 'S', path: 'c.ts', snippets });

describe.each(fimFamilies)('%s', (family) => {
  const format = fimFormats[family];

  test('every stop sequence occurs in its layout or among its tokens', () => {
    const layout = [format.template, ...Object.values(format.file ?? {})].join('');
    for (const stop of format.stops) {
      expect(layout.includes(stop) || format.tokens.includes(stop), stop).toBe(true);
    }
  });

  test('every marker occurs in its layout', () => {
    const layout = [format.template, ...Object.values(format.file ?? {})].join('');
    for (const marker of format.markers) expect(layout).toContain(marker);
  });

  test('at most four stop sequences are sent, each once, the caller’s among them', () => {
    const stop = ['\n\n', '\nclass '];
    const rendered = renderFim(fimCall({ stop }), family);
    expect(rendered.stop.length).toBeLessThanOrEqual(4);
    expect(new Set(rendered.stop).size).toBe(rendered.stop.length);
    expect(rendered.stop).toEqual(expect.arrayContaining(stop));
  });

  test('prefix and suffix stand in the prompt exactly once, unchanged', () => {
    const rendered = renderFim(fimCall({ prefix: 'before\r\n\t', suffix: '  behind {prefix} $& \n' }), family);
    expect(rendered.prompt.split('before\r\n\t')).toHaveLength(2);
    expect(rendered.prompt.split('  behind {prefix} $& \n')).toHaveLength(2);
    expect(rendered.suffix).toBeUndefined();
  });

  test('no marker or token of the user’s own text survives', () => {
    const special = [...format.markers, ...format.tokens];
    const counts = (text: string) => special.map((one) => text.split(one).length - 1);
    const expected = counts(renderFim(withFiles, family).prompt);
    const userText = fc
      .array(fc.constantFrom(...special, 'x', '<', '|', '[', ' ', '\n'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(userText, userText, userText, (prefix, suffix, text) => {
        const files = snippets.map((snippet) => ({ ...snippet, text, path: 'a.ts' }));
        const rendered = renderFim(fimCall({ prefix, suffix, snippets: files, path: 'c.ts' }), family);
        expect(counts(rendered.prompt)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['codestral', '[SUFFIX]S[PREFIX]P'],
  ['qwen2.5-coder', '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>'],
  ['starcoder2', '<fim_prefix>P<fim_suffix>S<fim_middle>'],
  ['deepseek-coder', '<｜fim▁begin｜>P<｜fim▁hole｜>S<｜fim▁end｜>'],
  ['codellama', '<PRE> P <SUF>S <MID>'],
  ['codegemma', '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>'],
  ['granite', '<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>'],
  ['granite-code', '<fim_prefix>P<fim_suffix>S<fim_middle>'],
] as const)('%s lays a hole out as %s', (family, prompt) => {
  expect(renderFim(call, family).prompt).toBe(prompt);
});

test.each([
  ['codestral', '[SUFFIX]S[PREFIX]+++++ a.ts\nconst a = 1;\n\n+++++ b.ts\nconst b = 2;\n\n+++++ c.ts\nP'],
  [
    'qwen2.5-coder',
    '<|file_sep|>a.ts\nconst a = 1;\n<|file_sep|>b.ts\nconst b = 2;\n<|file_sep|>c.ts\n<|fim_prefix|>P<|fim_suffix|>S<|fim_middle|>',
  ],
  [
    'starcoder2',
    '<file_sep>a.ts\nconst a = 1;<file_sep>b.ts\nconst b = 2;<file_sep>c.ts\n<fim_prefix>P<fim_suffix>S<fim_middle>',
  ],
  ['codellama', '<PRE> P <SUF>S <MID>'],
] as const)('%s puts related files where the family knows them', (family, prompt) => {
  expect(renderFim(withFiles, family).prompt).toBe(prompt);
});

test('an API with fields gets no heading without related files', () => {
  expect(renderFields(call)).toEqual({ prompt: 'P', suffix: 'S', stop: [] });
});

test('an API with fields gets related files before the prefix, and stops at the next heading', () => {
  expect(renderFields(withFiles)).toEqual({
    prompt: '+++++ a.ts\nconst a = 1;\n\n+++++ b.ts\nconst b = 2;\n\n+++++ c.ts\nP',
    suffix: 'S',
    stop: ['\n+++++ '],
  });
});

test('an empty suffix becomes a line break, or the model would continue instead of filling in', () => {
  expect(renderFields(fimCall({ suffix: '' })).suffix).toBe('\n');
});
