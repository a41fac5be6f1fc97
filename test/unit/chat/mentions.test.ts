import { expect, test } from 'vitest';
import { parseMentions } from '../../../server/chat/mentions.ts';

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
