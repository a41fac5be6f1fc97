// What holds for any document, any answer and any chunking.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Place, type ResolveOptions, resolve, resolvePart, resolver } from '../../../server/fim/resolve.ts';
import { knownLanguageIds } from '../../../server/text/languages.ts';

const word = fc.constantFrom(
  'a',
  'foo',
  'return',
  'if',
  'else',
  'end',
  'def f',
  'class A',
  '- item',
  'Here is the code',
);
const mark = fc.constantFrom(
  ...'(){}[]<>"\'`;,:=.#/*\\|$-+',
  '```',
  '```ts\n',
  '//',
  '--',
  '"""',
  '=>',
  '${',
  '</p>',
  '<p>',
);
const space = fc.constantFrom(' ', '  ', '    ', '\t', '\n', '\n  ', '\n    ', '\n\t', '\n\n', '\r\n', '\r');
const token = fc.constantFrom(
  '<|endoftext|>',
  '[SUFFIX]',
  '+++++ a.ts \n',
  '\n// src/a.ts\n',
  '<EOT>',
  '<think>',
  '</think>',
  '\n}\n',
  '\n});',
);
const code = fc
  .array(
    fc.oneof({ weight: 4, arbitrary: word }, { weight: 4, arbitrary: mark }, { weight: 4, arbitrary: space }, token),
    {
      maxLength: 30,
    },
  )
  .map((pieces) => pieces.join(''));
const place: fc.Arbitrary<Place> = fc.record({
  prefix: code,
  suffix: code,
  languageId: fc.constantFrom(
    'typescript',
    'python',
    'ruby',
    'html',
    'clojure',
    'markdown',
    'shellscript',
    ...knownLanguageIds,
  ),
});
const options: fc.Arbitrary<ResolveOptions> = fc.record({
  multiline: fc.constantFrom('auto', 'always', 'never'),
  preferBlock: fc.boolean(),
  snippets: fc.array(code, { maxLength: 2 }),
  deleted: fc.array(code, { maxLength: 2 }),
});
const runs = { numRuns: 3000 };

test('never throws, and replaces no more than the rest of the line', () => {
  fc.assert(
    fc.property(place, code, fc.boolean(), options, (where, raw, done, given) => {
      const resolved = resolve(where, raw, done, given);
      if (resolved.kind === 'dropped') return;
      expect(resolved.replace).toBeGreaterThanOrEqual(0);
      expect(resolved.replace).toBeLessThanOrEqual(where.suffix.search(/[\r\n]|$/));
    }),
    runs,
  );
});

test('puts no CR into an LF document, and no lone LF into a CRLF document', () => {
  fc.assert(
    fc.property(place, code, options, (where, raw, given) => {
      const lf = {
        ...where,
        prefix: `\n${where.prefix.replaceAll('\r', '')}`,
        suffix: where.suffix.replaceAll('\r', ''),
      };
      const crlf = { ...where, prefix: lf.prefix.replaceAll('\n', '\r\n'), suffix: lf.suffix.replaceAll('\n', '\r\n') };
      const shownLf = resolve(lf, raw, true, given);
      const shownCrlf = resolve(crlf, raw, true, given);
      if (shownLf.kind === 'shown') expect(shownLf.text).not.toContain('\r');
      if (shownCrlf.kind === 'shown') expect(shownCrlf.text).not.toMatch(/[^\r]\n|^\n|\r(?!\n)/);
    }),
    runs,
  );
});

test('a final result is the result of the whole answer', () => {
  fc.assert(
    fc.property(place, code, options, (where, raw, given) => {
      const read = resolver(where, given);
      const whole = read(raw, true);
      for (let end = 0; end < raw.length; end++) {
        const early = read(raw.slice(0, end), false);
        if (!early.final) continue;
        expect({ ...early, final: true }).toEqual({ ...whole, final: true });
        return;
      }
    }),
    runs,
  );
});

test('what stands of an unfinished answer is the beginning of the whole one', () => {
  fc.assert(
    fc.property(place, code, options, fc.constantFrom('statements', 'lines'), (where, raw, given, unit) => {
      const whole = resolve(where, raw, true, given);
      for (let end = 0; end < raw.length; end++) {
        const part = resolvePart(where, raw.slice(0, end), unit, given);
        if (part === undefined) continue;
        expect(part).toMatchObject({ kind: 'shown', replace: 0, final: false });
        expect(whole).toMatchObject({ kind: 'shown' });
        if (part.kind === 'shown' && whole.kind === 'shown') expect(whole.text.startsWith(part.text)).toBe(true);
        return;
      }
    }),
    runs,
  );
});

test('when no more will come, the result is final', () => {
  fc.assert(
    fc.property(place, code, options, (where, raw, given) => {
      expect(resolve(where, raw, true, given).final).toBe(true);
    }),
  );
});

test('what is shown is never blank, and ends in no blank when its line ends with it', () => {
  fc.assert(
    fc.property(place, code, options, (where, raw, given) => {
      const resolved = resolve(where, raw, true, given);
      if (resolved.kind === 'dropped') return;
      expect(resolved.text.trim()).not.toBe('');
      const rest = where.suffix.slice(resolved.replace).split(/[\r\n]/, 1)[0] ?? '';
      if (rest.trim() === '') expect(resolved.text).toBe(resolved.text.trimEnd());
    }),
    runs,
  );
});

describe('an answer that fits is shown as it is', () => {
  const name = fc.stringMatching(/^[a-z]{2,8}$/);
  const expression = fc.oneof(
    name,
    fc.tuple(name, name).map(([f, a]) => `${f}(${a})`),
    fc.tuple(name, name).map(([a, b]) => `[${a}, ${b}]`),
    name.map((a) => `'${a}'`),
    fc.tuple(name, name).map(([a, b]) => `{ ${a}: ${b} }`),
  );
  const plain = { multiline: 'auto', preferBlock: false, snippets: [], deleted: [] } as const;

  test('as an argument', () => {
    fc.assert(
      fc.property(expression, name, (answer, callee) => {
        const where = { prefix: `const result = ${callee}(`, suffix: ');\n', languageId: 'typescript' };
        expect(resolve(where, answer, true, plain)).toEqual({ kind: 'shown', text: answer, replace: 0, final: true });
      }),
    );
  });

  test('as a block', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), (names) => {
        const answer = names.map((one, at) => `\n  const ${one}${at} = read('${one}');`).join('');
        const where = { prefix: 'function f() {', suffix: '\n}\n', languageId: 'typescript' };
        expect(resolve(where, answer, true, plain)).toEqual({ kind: 'shown', text: answer, replace: 0, final: true });
      }),
    );
  });
});
