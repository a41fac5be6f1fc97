// FIM over chat: the question, and the filling taken out of answers of all kinds.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillingOf, holeCall } from '../../../server/fim/hole.ts';
import { fimCall } from '../../support/streams.ts';

const midLine = fimCall({ prefix: 'const sum = add(', suffix: ');\n' });
const emptyLine = fimCall({ prefix: 'function f() {\n  ', suffix: '\n}\n' });

test('the question shows the file with one hole, and related files', () => {
  const snippets = [{ path: 'add.ts', text: 'export function add() {}', source: 'sibling', score: 1 }] as const;
  const call = holeCall(fimCall({ prefix: 'const sum = add(', suffix: ');\n', snippets }));
  const question = call.messages.at(-1)?.content ?? '';
  expect(question).toContain('const sum = add({{FILL_HERE}});');
  expect(question).toContain('<FILE path="add.ts">\nexport function add() {}');
  expect(call.stop).toContain('</COMPLETION>');
  expect(call.tools).toEqual([]);
});

test('the hole is named otherwise when the file has such a text itself', () => {
  const call = holeCall(fimCall({ prefix: 'const mark = "{{FILL_HERE}}" + ', suffix: ';' }));
  expect(call.messages.at(-1)?.content).toContain('+ {{FILL_HERE_2}};');
});

test('at most four stop sequences are sent', () => {
  expect(holeCall(fimCall({ stop: ['a', 'b', 'c', 'd'] })).stop).toEqual(['</COMPLETION>', 'a', 'b', 'c']);
});

test.each([
  ['between the tags', '<COMPLETION>a, b</COMPLETION>', 'a, b'],
  ['without the closing tag, which was a stop sequence', '<COMPLETION>a, b', 'a, b'],
  ['with a line break before the closing tag', '<COMPLETION>a, b\n</COMPLETION>', 'a, b'],
  ['behind prose', 'Sure! Here it is:\n<COMPLETION>a, b</COMPLETION>\nHope it helps.', 'a, b'],
  ['in a fence between the tags', '<COMPLETION>\n```ts\na, b\n```\n</COMPLETION>', 'a, b'],
  ['in tags inside a fence', '```ts\n<COMPLETION>a, b</COMPLETION>\n```', 'a, b'],
  ['in a fence alone', 'Of course:\n```ts\na, b\n```\nDone.', 'a, b'],
  ['bare', 'a, b', 'a, b'],
  ['a comparison that looks like a tag', '<COMPLETION>a < b</COMPLETION>', 'a < b'],
  ['empty', '', ''],
])('the filling of a finished answer: %s', (_, answer, filling) => {
  expect(fillingOf(answer, midLine, true)).toBe(filling);
});

test('on an empty line the line break behind the tag is dropped, elsewhere it is kept', () => {
  const answer = '<COMPLETION>\n  return 1;\n</COMPLETION>';
  expect(fillingOf(answer, emptyLine, true)).toBe('  return 1;');
  expect(fillingOf(answer, fimCall({ prefix: 'if (x) {', suffix: '\n}' }), true)).toBe('\n  return 1;');
});

test('several lines keep their line breaks', () => {
  expect(fillingOf('<COMPLETION>a();\n\nb();\n</COMPLETION>', emptyLine, true)).toBe('a();\n\nb();');
});

test('the filling only grows while the answer grows, and ends as the whole', () => {
  const piece = fc.constantFrom(
    '<COMPLETION>',
    '</COMPLETION>',
    '```ts\n',
    '```',
    '\n',
    'a < b',
    ' x',
    '</',
    '<COMP',
    '`',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom(midLine, emptyLine), (pieces, call) => {
      const answer = pieces.join('');
      // A fenced text in front of the tag is taken for the answer until the tag comes; nobody can tell earlier.
      fc.pre(/^(```ts\n)?<COMPLETION>/.test(answer));
      let before = '';
      for (let length = 0; length <= answer.length; length++) {
        const now = fillingOf(answer.slice(0, length), call, false);
        expect(now.startsWith(before), `${JSON.stringify(before)} then ${JSON.stringify(now)}`).toBe(true);
        before = now;
      }
      expect(fillingOf(answer, call, true).startsWith(before)).toBe(true);
    }),
  );
});
