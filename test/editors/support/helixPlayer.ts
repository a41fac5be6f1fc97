// Helix as a user plays it.
import type { Helix } from './helix.ts';
import type { Player } from './player.ts';
import type { FakeStage } from './stage.ts';

export function helixPlayer(helix: Helix, stage: FakeStage, file: string): Player {
  let current = file;
  /** What the server has offered last: these lines of the screen are the menu. */
  const offered = (): readonly string[] => {
    const asked = stage.server.sent('textDocument/codeAction').at(-1);
    const answer = asked === undefined ? undefined : stage.server.answerTo(asked);
    const actions = (answer?.result ?? []) as readonly { readonly title: string }[];
    return actions.map(({ title }) => title);
  };
  return {
    // The server's copy is the buffer: the protocol tests and the drivers hold that.
    text: () => stage.server.textOf(current) ?? '',
    async choose(place, title) {
      const { from, to } = typeof place === 'number' ? { from: place, to: undefined } : place;
      helix.type(`${from}gg`);
      if (to !== undefined) helix.type('x'.repeat(to - from + 1));
      helix.type(' a');
      const screen = await helix.terminal.see(new RegExp(title));
      const titles = offered();
      const menu = screen.split('\n').filter((line) => titles.some((one) => line.includes(one)));
      for (let down = menu.findIndex((line) => line.includes(title)); down > 0; down--) helix.press('Down');
      helix.press('Enter');
    },
    async askAboutWord(line) {
      helix.type(`${line}ggw a`);
    },
    async reply() {
      throw new Error('Helix asks nothing');
    },
    async pick(answer) {
      const screen = await helix.terminal.see(new RegExp(answer));
      const offered = screen.split('\n').filter((line) => /Allow|Refuse/.test(line));
      for (let down = offered.findIndex((line) => line.includes(answer)); down > 0; down--) helix.press('Down');
      helix.press('Enter');
    },
    async undo() {
      helix.type('u');
    },
    async typeAbove(line) {
      helix.type('ggO');
      await helix.terminal.see(/^ INS /m);
      helix.type(line);
      await helix.normalMode();
    },
    async typeBehind(line, text) {
      helix.type(`${line}ggA`);
      await helix.terminal.see(/^ INS /m);
      helix.type(text);
      await helix.normalMode();
    },
    async cancel() {
      helix.type(' ix');
    },
    async ask(question) {
      await helix.openLine();
      helix.type(question);
      await helix.normalMode();
      helix.type(' is');
    },
    async visit(path) {
      await helix.normalMode();
      helix.command(`:open ${path}`);
      current = path;
    },
    async save() {
      await helix.normalMode();
      helix.command(':w');
    },
    async saveAll() {
      await helix.normalMode();
      helix.command(':wa');
    },
    async seeShown(text) {
      const lines = text.trimEnd().split('\n');
      await helix.terminal.see(
        new RegExp(lines.map((line) => line.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')).join('\\s+(?:\\d+\\s+)?')),
      );
    },
    async seeMessage(pattern) {
      await helix.terminal.see(pattern);
    },
    async forgetMessages() {
      // The next key takes the message away.
    },
  };
}
