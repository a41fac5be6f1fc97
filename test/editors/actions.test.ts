// Edits and chats from the three editors: ask, see the answer arrive, compare the text.
import { beforeAll, describe, expect, test } from 'vitest';
import { installEditors } from './support/editors.ts';
import {
  emacsEndpoint,
  emacsSetUp,
  helixEndpoint,
  neovimEndpoint,
  neovimSetUp,
  openEmacs,
  openHelix,
  openNeovim,
} from './support/setUps.ts';
import { stageWithFake } from './support/testStage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

const code = 'const one = 1;\nconst two = 3;\n';
const rewritten = 'const one = 1;\nconst two = 2;\n';

/** A stage whose model rewrites the second line, or answers a question. */
async function stageWithAnswer(answer = '```javascript\nconst two = 2;\n```\n') {
  const stage = await stageWithFake();
  stage.fake.answerWith(() => answer);
  return { stage, file: stage.sandbox.write('numbers.js', code) };
}

describe('Neovim', () => {
  test('an instruction changes the lines of its range', async () => {
    const { stage, file } = await stageWithAnswer();
    const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url));

    await neovim.press(':2Codestral edit Make it two<CR>');
    await waitFor(async () => (await neovim.text()) === rewritten, { what: 'rewritten line' });
    await neovim.save();

    expect(stage.sandbox.read('numbers.js')).toBe(rewritten);
    expect(JSON.stringify(stage.fake.requests[0]?.body)).toContain('Make it two');
  });

  test('a question is answered in a new chat', async () => {
    const { stage, file } = await stageWithAnswer('Three is not two.');
    const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url));

    await neovim.press(':2Codestral chat What is wrong?<CR>');
    const chat = await waitFor(
      async () => {
        const text = await neovim.text();
        return text.includes('Three is not two.') && text;
      },
      { what: 'answer in the chat' },
    );

    expect(chat).toMatch(/## You\n[\s\S]*What is wrong\?[\s\S]*## Assistant\n[\s\S]*Three is not two\./);
  });
});

describe('Helix', () => {
  test('an instruction in a comment, chosen as a code action, changes the line', async () => {
    const { stage } = await stageWithAnswer();
    const file = stage.sandbox.write('asked.js', 'const one = 1;\n// AI: make it two\nconst two = 3;\n');
    const helix = await openHelix(stage, file, helixEndpoint(stage.fake.url));

    helix.type('jxx');
    helix.type(' a');
    await helix.terminal.see(/Rewrite: make it two/);
    helix.press('Enter');
    await stage.server.awaitTold('workspace/applyEdit');
    await helix.terminal.see(/const two = 2;/);

    await helix.save(() => stage.sandbox.read('asked.js') === rewritten, 'file with the rewritten line');
  });

  test('a chat is opened and sent with the keys of clients/helix/config.toml', async () => {
    const { stage, file } = await stageWithAnswer('Three is not two.');
    const markdown = '\n[[language]]\nname = "markdown"\nlanguage-servers = ["codestral-lsp"]\n';
    const helix = await openHelix(stage, file, markdown + helixEndpoint(stage.fake.url));

    helix.type(' ic');
    await helix.terminal.see(/## You/);
    await stage.server.awaitSent('textDocument/didOpen', 2);
    await helix.openLine();
    helix.type('What is wrong?');
    await helix.normalMode();
    helix.type(' is');

    await helix.terminal.see(/## Assistant[\s\S]*Three is not two\./);
  });
});

describe('Emacs', () => {
  test('an instruction changes the line at point', async () => {
    const { stage, file } = await stageWithAnswer();
    const emacs = await openEmacs(stage, file, emacsSetUp + emacsEndpoint(stage.fake.url));

    emacs.press('C-p', 'M-x');
    emacs.type('codestral-lsp-edit\r');
    await emacs.terminal.see(/Change it how\?/);
    emacs.type('Make it two\r');
    await emacs.seeText(rewritten);
    await emacs.save();

    expect(stage.sandbox.read('numbers.js')).toBe(rewritten);
  });

  test('a question is answered in a new chat, and the next one too', async () => {
    const { stage, file } = await stageWithAnswer('Three is not two.');
    const emacs = await openEmacs(stage, file, emacsSetUp + emacsEndpoint(stage.fake.url));

    emacs.press('M-x');
    emacs.type('codestral-lsp-chat\r');
    await emacs.terminal.see(/Ask:/);
    emacs.type('What is wrong?\r');
    await waitFor(() => emacs.text().includes('Three is not two.'), { what: 'answer in the chat' });
    await stage.server.awaitAllAnswered();
    stage.fake.answerWith(() => 'Write two.');
    emacs.press('M->');
    emacs.type('What then?');
    emacs.press('M-x');
    emacs.type('codestral-lsp-send\r');
    await waitFor(() => emacs.text().includes('Write two.'), { what: 'second answer' });

    expect(emacs.text()).toMatch(/What is wrong\?[\s\S]*Three is not two\.[\s\S]*What then\?[\s\S]*Write two\./);
  });
});
