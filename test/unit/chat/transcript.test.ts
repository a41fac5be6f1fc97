import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  parseMentions,
  parseTranscript,
  renderTranscript,
  type Transcript,
  toMessages,
} from '../../../server/chat/transcript.ts';
import { holds } from '../../support/holds.ts';

const nasty = fc
  .array(
    fc.constantFrom(
      '## You',
      '## Assistant ',
      '\\## You',
      '```',
      '````md',
      '---',
      '<!-- codestral: x -->',
      '💡',
      'é',
      ' ',
      '\u2028',
      '\n',
      '\r\n',
      '\r',
      'text',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const turn = fc.record({
  role: fc.constantFrom('user' as const, 'assistant' as const),
  notes: fc.array(fc.constantFrom('one left out', 'stopped 💡'), { maxLength: 2 }),
  text: fc.oneof(nasty, fc.string({ unit: 'grapheme' })),
});

const transcript: fc.Arbitrary<Transcript> = fc.record({
  model: fc.option(fc.oneof(fc.constant('mistral/codestral-latest'), nasty), { nil: undefined }),
  system: fc.option(fc.oneof(nasty, fc.string({ unit: 'binary' })), { nil: undefined }),
  ending: fc.constantFrom('\n' as const, '\r\n' as const),
  turns: fc.array(turn, { minLength: 1, maxLength: 4 }),
});

describe('a transcript', () => {
  test('written and read again is the same, whatever the messages hold', () => {
    holds(
      fc.property(transcript, (one) => {
        expect(parseTranscript(renderTranscript(one))).toEqual(one);
      }),
      { numRuns: 1000 },
    );
  });

  test('written by hand is read', () => {
    const text =
      '---\nmodel: ollama/qwen # local\nsystem: |\n  Be brief.\n  Be kind.\n---\n# My chat\n## You\nhello\n\n## Assistant\n\nhi\n\n\n## You\n';
    expect(parseTranscript(text)).toEqual({
      model: 'ollama/qwen',
      system: 'Be brief.\nBe kind.',
      ending: '\n',
      turns: [
        { role: 'user', notes: [], text: 'hello' },
        { role: 'assistant', notes: [], text: 'hi\n' },
        { role: 'user', notes: [], text: '' },
      ],
    });
  });

  test('without any heading is one question', () => {
    expect(toMessages(parseTranscript('What is a monad?\n'))).toEqual([{ role: 'user', content: 'What is a monad?' }]);
  });

  test('keeps its turns apart when an answer left a code block open', () => {
    const text = '## You\n\na\n\n## Assistant\n\n```js\ncut off\n\n## You\n\nb\n';
    expect(parseTranscript(text).turns.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
  });

  test('becomes messages with LF, inner newlines kept, and without its notes', () => {
    const text =
      '## You\r\n\r\n  one\r\n\r\ntwo\r\n\r\n## Assistant\r\n<!-- codestral: 2 oldest turns left out -->\r\n\r\nok\r\n';
    expect(toMessages(parseTranscript(text))).toEqual([
      { role: 'user', content: '  one\n\ntwo' },
      { role: 'assistant', content: 'ok' },
    ]);
  });
});

test.each([
  ['see @src/a.ts.', [{ kind: 'file', path: 'src/a.ts', lines: undefined }]],
  ['see @src/a.ts:10-20, please', [{ kind: 'file', path: 'src/a.ts', lines: { from: 10, to: 20 } }]],
  ['(@src/a.ts:7)', [{ kind: 'file', path: 'src/a.ts', lines: { from: 7, to: 7 } }]],
  ['@"my notes/b c.md":3-2', [{ kind: 'file', path: 'my notes/b c.md', lines: { from: 3, to: 3 } }]],
  ['@selection and @diagnostics: and @selection', [{ kind: 'selection' }, { kind: 'diagnostics' }]],
  ['write to me@example.org', []],
  ['`@Override` or\n```java\n@Test\n```\n', []],
  ['@', []],
])('%j mentions %j', (text, expected) => {
  expect(parseMentions(text)).toEqual(expected);
});
