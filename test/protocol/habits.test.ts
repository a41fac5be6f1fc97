// What is learned of the user's taste: kept between sessions as numbers, and forgotten when asked to.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textsOf } from '../support/fakeEditor.ts';
import { startWithMistral } from '../support/mistralEditor.ts';

async function startAndTypePast() {
  const { editor, mistral } = await startWithMistral();
  mistral.answerWith(() => 'items);');
  editor.open('main.ts', 'const items = [1, 2, 3];\nconst total = sumˇ\n');
  editor.type('(');
  expect(textsOf(await editor.inlineCompletion())).toEqual(['items);']);
  editor.type('x');
  await editor.inlineCompletion();
  return { editor, file: join(editor.folder, '..', 'state', 'codestral-lsp', 'trigger.json') };
}

test('an offer that was typed past is remembered by language, without text', async () => {
  const { editor, file } = await startAndTypePast();
  await editor.shutDown();
  const kept = readFileSync(file, 'utf8');
  expect((JSON.parse(kept) as { typescript: { language: number } }).typescript.language).toBeLessThan(0);
  expect(kept).not.toMatch(/items|main/);
});

test('codestral.forget forgets it, and says so', async () => {
  const { editor, file } = await startAndTypePast();
  const { answer } = editor.server.request('workspace/executeCommand', { command: 'codestral.forget' });
  expect((await answer).error).toBeUndefined();
  expect(await editor.message(/Forgotten/)).toContain('completions');
  await editor.shutDown();
  expect(existsSync(file)).toBe(false);
});
