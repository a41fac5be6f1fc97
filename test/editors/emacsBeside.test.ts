// The Emacs mode beside company, and the server under lsp-mode.
import { beforeAll, describe, expect, test } from 'vitest';
import { elispFolders, installEditors } from './support/editors.ts';
import { emacsEndpoint, emacsSetUp, openEmacs } from './support/setUps.ts';
import { snippet } from './support/snippets.ts';
import { stageWithFake } from './support/testStage.ts';
import { waitFor } from './support/waitFor.ts';

beforeAll(installEditors);

function packages(): string {
  return elispFolders()
    .map((folder) => `(add-to-list 'load-path "${folder}")\n`)
    .join('');
}

describe('company', () => {
  test('its menu and the ghost text are shown together, and each is accepted with its own key', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(({ body }) => (promptOf(body).endsWith('smallNumber') ? '.toFixed();' : 'ller();'));
    const company = `${packages()}
      (require 'company)
      (setq company-idle-delay 0 company-minimum-prefix-length 2 company-backends '(company-dabbrev-code))
      (global-company-mode)\n`;
    const file = stage.sandbox.write('small.js', 'const smallNumber = 1;\n');
    const emacs = await openEmacs(stage, file, company + emacsSetUp + emacsEndpoint(stage.fake.url));

    emacs.type('const value = sma');
    await emacs.seeGhost('ller();');
    await waitFor(() => emacs.value('(and company-candidates t)') === true, { what: 'menu of company' });
    emacs.press('Enter');
    await emacs.seeText('const smallNumber = 1;\nconst value = smallNumber');
    await emacs.seeGhost('.toFixed();');
    emacs.press('Tab');

    const after = 'const smallNumber = 1;\nconst value = smallNumber.toFixed();';
    await emacs.seeText(after);
    await stage.server.awaitText(file, after);
  });
});

describe('lsp-mode', () => {
  test('shows our completion as ghost text, beside the language server of the language', async () => {
    const stage = await stageWithFake();
    stage.fake.answerWith(() => 'back();');
    const regular = stage.sandbox.installRegularServer();
    const own = `${packages()}
      (setq lsp-session-file "${stage.sandbox.path('session')}" lsp-auto-guess-root t lsp-enable-suggest-server-download nil)
      (require 'lsp-mode)
      (load "lsp-mode-autoloads")
      (lsp-register-client
       (make-lsp-client :new-connection (lsp-stdio-connection "regular-server")
                        :activation-fn (lambda (&rest _) t) :priority 9 :server-id 'regular))
      (add-hook 'js-mode-hook #'lsp)\n`;
    const settings = `(lsp-register-custom-settings '(("codestral.providers.mistral.endpoint" "${stage.fake.url}")))\n`;
    const file = stage.sandbox.write('small.js', 'const small = 1;\n');
    const init = own + snippet('docs/editors/emacs.md', 'lsp-mode') + settings;
    const emacs = await openEmacs(stage, file, init);
    await regular.awaitSent('textDocument/didOpen');

    emacs.type('const value = ');
    await emacs.terminal.see(/const value = back\(\);/);
    emacs.press('Tab');

    const after = 'const small = 1;\nconst value = back();';
    await emacs.seeText(after);
    await stage.server.awaitText(file, after);
    await regular.awaitText(file, after);
    await stage.server.awaitTold('codestral-lsp/status');
    expect(emacs.messages()).not.toMatch(/Unknown notification/);
  });
});

function promptOf(body: unknown): string {
  return (body as { readonly prompt: string }).prompt;
}
