import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applySplices } from '../../../server/edits/apply.ts';
import { Documents } from '../../../server/lsp/documents.ts';
import { holds, Landing } from '../../../server/lsp/landing.ts';
import { FakeClock } from '../../support/fakeClock.ts';

test('an edit is recognised below what the user typed beside it, and its absence too', () => {
  const line = fc.stringMatching(/^[a-z ]{0,12}$/);
  const lines = fc.array(line, { minLength: 4, maxLength: 12 });
  fc.assert(
    fc.property(lines, fc.stringMatching(/^[A-Z]{8,20}$/), fc.stringMatching(/^[0-9]{1,5}$/), (text, ours, typed) => {
      const before = text.join('\n');
      const expected = applySplices(before, [{ start: 0, end: 0, text: ours }]);
      const type = (base: string) => `${base}${typed}`;
      expect(holds(before, expected, expected)).toBe(true);
      expect(holds(before, expected, type(expected))).toBe(true);
      expect(holds(before, expected, type(before))).toBe(false);
      expect(holds(before, expected, before)).toBe(false);
    }),
  );
});

const uri = 'file:///a.ts';

function opened() {
  const clock = new FakeClock();
  const documents = new Documents(clock);
  documents.open({ textDocument: { uri, languageId: 'typescript', version: 1, text: 'a' } });
  const change = (version: number, text: string) =>
    documents.change({ textDocument: { uri, version }, contentChanges: [{ text }] });
  const before = documents.get(uri);
  if (before === undefined) throw new Error('not open');
  return { clock, documents, before, change };
}

test('a change that comes late is waited for', async () => {
  const { clock, documents, before, change } = opened();
  const arrived = new Landing(documents, clock, before, 'ab').arrived();
  await clock.advance(4000);
  change(2, 'ab');
  expect((await arrived)?.version).toBe(2);
});

test('a document that stays as it was did not take the edit', async () => {
  const { clock, documents, before } = opened();
  const arrived = new Landing(documents, clock, before, 'ab').arrived();
  await clock.advance(5000);
  expect(await arrived).toBeUndefined();
});

test('a refusal waits for the change that it is about, and not long for none', async () => {
  const { clock, documents, before, change } = opened();
  const refused = new Landing(documents, clock, before, 'ab').changed();
  change(2, 'ax');
  await refused;
  await new Landing(documents, clock, before, 'ab').changed();
  const now = documents.get(uri);
  if (now === undefined) throw new Error('not open');
  const inVain = new Landing(documents, clock, now, 'ab').changed();
  await clock.advance(600);
  await inVain;
});

test('a change of the user’s alone means that the edit was dropped', async () => {
  const { clock, documents, before, change } = opened();
  const arrived = new Landing(documents, clock, before, 'ab').arrived();
  await clock.advance(10);
  change(2, 'ax');
  expect(await arrived).toBeUndefined();
});

test('after a change of the user’s the wait is short', async () => {
  const { clock, documents, before, change } = opened();
  const landing = new Landing(documents, clock, before, 'ab');
  change(2, 'xa');
  const arrived = landing.arrived();
  await clock.advance(600);
  expect(await arrived).toBeUndefined();
});
