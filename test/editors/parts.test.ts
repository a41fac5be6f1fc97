// A long answer of a slow model: what stands of it is offered, and the rest behind it once that is accepted.
import { beforeAll, expect, test } from 'vitest';
import { see } from './support/dictation.ts';
import { installEditors } from './support/editors.ts';
import { emacsEndpoint, emacsSetUp, neovimEndpoint, neovimSetUp, openEmacs, openNeovim } from './support/setUps.ts';
import { stageWithFake } from './support/testStage.ts';

beforeAll(installEditors);

const first = '\n  const tax = total * 0.2;';
const second = '\n  const net = total - tax;';
const third = '\n  return { tax, net };\n}';

/** A model that thinks in the middle of the second statement until it is told to go on. */
async function slowStage() {
  const stage = await stageWithFake();
  let goOn = () => {};
  const until = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const before = (token: number) => (token === 2 ? until : Promise.resolve());
  stage.fake.answerWith(() => ({
    tokens: [first, second.slice(0, 12), second.slice(12), third, '\n\n', 'next();'],
    before,
  }));
  return { stage, goOn: () => goOn(), file: stage.sandbox.write('report.mjs', 'const rate = 0.2;\n') };
}

test('in Neovim', async () => {
  const { stage, goOn, file } = await slowStage();
  const neovim = await openNeovim(stage, file, neovimSetUp + neovimEndpoint(stage.fake.url));
  await neovim.press('Go');
  await neovim.type('function report(total) {');
  await neovim.seeGhost(first);
  await neovim.press('<Tab>');
  await neovim.seeLine('  const tax = total * 0.2;');
  goOn();
  await neovim.seeGhost(second + third);
  await neovim.press('<Tab>');
  await neovim.seeLine('}');
  await neovim.save();

  const body = `function report(total) {${first}${second}${third}\n`;
  expect(stage.sandbox.read('report.mjs')).toBe(`const rate = 0.2;\n${body}`);
});

test('in Emacs', async () => {
  const { stage, goOn, file } = await slowStage();
  const emacs = await openEmacs(stage, file, emacsSetUp + emacsEndpoint(stage.fake.url));
  emacs.type('function report(total) {');
  await emacs.seeGhost(first);
  emacs.press('Tab');
  await see(() => emacs.text(), `const rate = 0.2;\nfunction report(total) {${first}`);
  goOn();
  await emacs.seeGhost(second + third);
  emacs.press('Tab');
  const whole = `const rate = 0.2;\nfunction report(total) {${first}${second}${third}`;
  await see(() => emacs.text(), whole);
  await emacs.save();
  expect(stage.sandbox.read('report.mjs').trimEnd()).toBe(whole);
});
