import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FakeEditor } from '../support/fakeEditor.ts';
import { startWithMistral } from '../support/mistralEditor.ts';

const text = 'const items = [1, 2, 3];\nconst total = sumˇ\n';

/** All lines of the ledger after an orderly end of the server. */
async function ledgerOf(editor: FakeEditor): Promise<readonly Record<string, unknown>[]> {
  await editor.shutDown();
  const folder = join(editor.folder, '..', 'state', 'codestral-lsp', 'ledger');
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );
}

test('an accepted completion stands in the ledger with tokens and price, and without text or path', async () => {
  const { editor, mistral } = await startWithMistral();
  mistral.answer('items);');
  editor.open('main.ts', text);
  editor.type('(');
  const list = await editor.inlineCompletion();
  await editor.acceptInline(list.items[0] as never);
  const lines = await ledgerOf(editor);
  const all = JSON.stringify(lines);
  expect(all).toContain('"accepted"');
  expect(all).toContain('mistral');
  expect(all).toMatch(/"inputTokens":\d+/);
  expect(all).not.toContain('items');
  expect(all).not.toContain('main.ts');
});

test('Helix runs no command: its acceptance is seen in the next change', async () => {
  const { editor, mistral } = await startWithMistral({ client: 'helix', inline: false });
  mistral.answer('items);');
  editor.open('main.ts', text);
  editor.type('(');
  const list = await editor.completion();
  editor.acceptMenu(list.items[0] as never);
  expect(JSON.stringify(await ledgerOf(editor))).toContain('"accepted"');
});

test('a spent budget hands over to the embedded engine and says so', async () => {
  const { editor, mistral } = await startWithMistral({
    completion: { fallback: 'ngram' },
    usage: { dailyBudgetUsd: 0 },
  });
  editor.open('main.ts', `${'registerHandler("alpha", alphaHandler);\n'.repeat(4)}registerHandˇ\n`);
  expect((await editor.inlineCompletion()).items).toHaveLength(1);
  expect(await editor.message(/budget/i)).toMatch(/usage\.dailyBudgetUsd/);
  expect(mistral.requests).toHaveLength(0);
});
