// Helix beyond completing: the file of set-ups, life of the server, messages.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { editor, installEditors, repository } from './support/editors.ts';
import { helixEndpoint, openHelix } from './support/setUps.ts';
import { stageWithFake, stageWithoutKey } from './support/testStage.ts';

beforeAll(installEditors);

describe('clients/helix/languages.toml', () => {
  const languages = readFileSync(join(repository, 'clients/helix/languages.toml'), 'utf8');
  const names = [...languages.matchAll(/^name = "(.*)"$/gm)].map(([, name = '']) => name);

  test('names languages that Helix knows, with our server beside the regular ones', () => {
    const stage = stageWithoutKey();
    stage.sandbox.writeHome('.config/helix/languages.toml', languages);
    const options = { env: { ...stage.environment, COLUMNS: '200' }, encoding: 'utf8' } as const;

    for (const name of names) {
      const health = execFileSync(editor('hx'), ['--health', name], options);
      expect(health, name).toContain('codestral-lsp');
    }
    expect(names.length).toBeGreaterThan(40);
  });
});

describe('life of the server', () => {
  test('a killed server is started again with :lsp-restart', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'back();');
    const file = stage.sandbox.write('small.mjs', 'const small = 1;\n');
    const helix = await openHelix(stage, file, helixEndpoint(stage.fake.url));

    const [first = 0] = stage.server.processes();
    process.kill(first, 'SIGKILL');
    await helix.terminal.see(/exited|terminated|Server/i);
    helix.command(':lsp-restart codestral-lsp');
    await stage.server.awaitSent('textDocument/didOpen', 2);
    await helix.openLine();
    helix.type('const value = get');

    await helix.terminal.see(/getback\(\);/);
  });

  test('quitting ends the server', async () => {
    const stage = await stageWithFake();
    const file = stage.sandbox.write('small.mjs', 'const small = 1;\n');
    const helix = await openHelix(stage, file, helixEndpoint(stage.fake.url));

    await helix.quit();

    await stage.server.awaitEnd();
  });
});

test('typing what an entry says keeps it in the menu, without asking the model again', async () => {
  const stage = await stageWithFake();
  stage.fake.answerWith(({ body }) => (/exce?$/.test(promptOf(body)) ? 'eption();' : ''));
  const file = stage.sandbox.write('small.mjs', 'const small = 1;\n');
  const helix = await openHelix(stage, file, helixEndpoint(stage.fake.url));

  await helix.openLine();
  helix.type('throw exc');
  await helix.terminal.see(/exception\(\); text/);
  helix.type('e');
  await helix.terminal.see(/throw exce$/m);
  await helix.terminal.see(/exception\(\); text/);
  helix.press('Tab');
  helix.press('Enter');

  await stage.server.awaitText(file, 'const small = 1;\nthrow exception();\n');
  expect(stage.fake.requests.filter(({ body }) => promptOf(body).endsWith('exce'))).toEqual([]);
});

function promptOf(body: unknown): string {
  return (body as { readonly prompt: string }).prompt;
}

test('a rate limit is told once, in the status line', async () => {
  const stage = await stageWithFake();
  stage.fake.answerWith(() => ({
    failure: { status: 429, headers: { 'retry-after': '30' }, body: { message: 'Rate limit' } },
  }));
  const file = stage.sandbox.write('small.mjs', 'const small = 1;\n');
  const helix = await openHelix(stage, file, helixEndpoint(stage.fake.url));

  await helix.openLine();
  helix.type('const value = ');
  await stage.server.awaitTold('window/showMessage');
  await helix.terminal.see(/codestral-lsp: .*(wait|limit|too many)/i);
  helix.type('other + ');
  await stage.server.awaitSent('textDocument/completion', 2);
  await stage.server.awaitAllAnswered();

  expect(stage.server.told('window/showMessage')).toHaveLength(1);
});
