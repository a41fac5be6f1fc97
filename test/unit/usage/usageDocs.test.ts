// docs/usage.md shows lines of the ledger: they must be such lines, and the table must name their fields.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type LedgerLine, mergeOutcomes, parseLine } from '../../../server/usage/ledgerLine.ts';
import { priceUsd } from '../../../server/usage/pricing.ts';

test('the lines in the documentation are lines of the ledger, priced right', async () => {
  const lines = (await sampleLines()).map(parseLine).filter((line): line is LedgerLine => line !== undefined);
  const [call] = mergeOutcomes(lines);
  if (call === undefined) throw new Error('no call in docs/usage.md');
  expect(lines).toHaveLength(3);
  expect(call.outcome).toBe('accepted');
  const { inputTokens, cachedTokens, outputTokens } = call;
  const usd = priceUsd(`${call.provider}/${call.model}`, { inputTokens, cachedTokens, outputTokens });
  expect(usd).toBeCloseTo(call.costUsd ?? -1, 6);
});

test('the documentation explains each field and no other', async () => {
  const fields = new Set((await sampleLines()).flatMap((line) => Object.keys(JSON.parse(line))));
  const text = await readFile('docs/usage.md', 'utf8');
  const table = text.slice(text.indexOf('| field |'), text.indexOf('| outcome |'));
  const explained = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap((row) => (row[1] ?? '').match(/\w+/g) ?? []);
  expect(explained.sort()).toEqual([...fields].sort());
});

async function sampleLines(): Promise<readonly string[]> {
  const text = await readFile('docs/usage.md', 'utf8');
  return text.split('\n').filter((line) => line.startsWith('{"at"'));
}
