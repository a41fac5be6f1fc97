import { expect, test } from 'vitest';
import type { ContextDocument } from '../../../../server/completion/context/documents.ts';
import { RecentEdits } from '../../../../server/completion/context/recentEdits.ts';

const uri = 'file:///a.ts';
const lines = Array.from({ length: 60 }, (_, index) => `const value${index} = compute(${index});`);
const document: ContextDocument = {
  uri,
  path: 'a.ts',
  languageId: 'typescript',
  text: lines.join('\n'),
  relation: 'open',
};

test('changes near each other are one hunk, others are hunks of their own, the newest scores highest', () => {
  const edits = new RecentEdits();
  edits.changed({ uri, line: 10, inserted: 'a', removed: '', at: 1000 });
  edits.changed({ uri, line: 12, inserted: 'b', removed: '', at: 1500 });
  edits.changed({ uri, line: 40, inserted: 'c', removed: '', at: 2000 });
  const snippets = edits.snippets([document], 3000);
  expect(snippets).toHaveLength(2);
  const newest = [...snippets].sort((a, b) => b.score - a.score)[0];
  expect(newest?.text).toContain('value40');
  expect(snippets[0]?.text).toContain('value10');
  expect(snippets[0]?.text).toContain('value12');
});

test('hunks move with lines inserted above them', () => {
  const edits = new RecentEdits();
  edits.changed({ uri, line: 10, inserted: 'a', removed: '', at: 1000 });
  edits.changed({ uri, line: 0, inserted: '\n'.repeat(20), removed: '', at: 60_000 });
  const [hunk] = edits.snippets([document], 61_000);
  expect(hunk?.text).toContain('value30');
});

test('long deletions are remembered for a while, typos are not', () => {
  const edits = new RecentEdits();
  edits.changed({ uri, line: 3, inserted: '', removed: 'x', at: 1000 });
  edits.changed({ uri, line: 30, inserted: '', removed: 'console.log(everything);', at: 1000 });
  expect(edits.deleted(uri, 2000)).toEqual(['console.log(everything);']);
  expect(edits.deleted(uri, 2_000_000)).toEqual([]);
  edits.closed(uri);
  expect(edits.deleted(uri, 2000)).toEqual([]);
});
