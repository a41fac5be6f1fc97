// Draws docs/pictures/*.svg from the real editors and the built server; `npm run pictures` does it.
// What the model answers is scripted, so that the pictures are the same every time; all else is what a user sees.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editor, installEditors } from './support/editors.ts';
import { Emacs } from './support/emacs.ts';
import { Helix } from './support/helix.ts';
import {
  emacsEndpoint,
  emacsSetUp,
  helixConfig,
  helixEndpoint,
  helixSetUp,
  neovimEndpoint,
  neovimSetUp,
} from './support/setUps.ts';
import { createFakeStage, type Ending, type FakeStage, type Stage } from './support/stage.ts';
import { type Frame, renderPicture } from './support/svg.ts';
import { Terminal } from './support/terminal.ts';
import { waitFor } from './support/waitFor.ts';

const size = { columns: 72, rows: 17 } as const;

const file = {
  name: 'basket.js',
  text: `// Prices are cents, so that sums are exact.
const vat = 0.19;

function gross(net) {
  return Math.round(net * (1 + vat));
}

`,
} as const;

const typed = 'const sums = items';
const answer = '.map((item) => {\n  const price = gross(item.net);\n  return price * item.count;\n});';
/** Seen on the screen only when the completion is shown. */
const offered = /const price = gross/;

/** Takes the frames of one picture in a terminal whose editor waits at the end of the file, ready to type. */
async function takeFrames(stage: Stage, terminal: Terminal, accept: readonly string[]): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  const take = (seconds: number) => {
    frames.push({ screen: terminal.screen('colours'), cursor: terminal.cursor(), seconds });
  };
  take(1);
  for (const [index, character] of [...typed].entries()) {
    terminal.type(character);
    await terminal.see(new RegExp(typed.slice(0, index + 1).trimEnd()));
    // Slower than any person types: the server has answered before the next character comes.
    await stage.server.awaitAllAnswered();
    if (index % 4 === 3) take(0.3);
  }
  for (const key of accept.slice(0, -1)) {
    // Helix asks by itself, but not while an older request is under way, and when that ends can't be seen.
    terminal.press('C-x');
    await terminal.see(/items\.map/);
    take(0.8);
    terminal.press(key);
  }
  await terminal.see(offered);
  take(2.5);
  terminal.press(accept.at(-1) ?? 'Tab');
  await waitFor(() => accepted(stage, terminal), { what: 'accepted completion' });
  take(3);
  return frames;
}

/** The server has the whole text, the cursor stands in its last line, and no menu is open. */
function accepted(stage: Stage, terminal: Terminal): boolean {
  const screen = terminal.screen();
  const lastLine = screen.split('\n').findIndex((line) => /^\W*\d* *\}\);/.test(line));
  const whole = stage.server.textOf(stage.sandbox.file(file.name))?.includes(typed + answer) === true;
  return whole && terminal.cursor().row === lastLine && !screen.includes('… text');
}

async function draw(name: string, title: string, take: (stage: FakeStage, path: string) => Promise<readonly Frame[]>) {
  const endings: Ending[] = [];
  try {
    const stage = await createFakeStage((ending) => endings.push(ending));
    // Only to the whole line: what is offered on the way would depend on how fast this machine is.
    stage.fake.answerWith(({ body }) => ((body as { readonly prompt: string }).prompt.endsWith(typed) ? answer : ''));
    const colourful = { ...stage, environment: { ...stage.environment, COLORTERM: 'truecolor' } };
    const frames = await take(colourful, stage.sandbox.write(file.name, file.text));
    const folder = join(process.cwd(), 'docs/pictures');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.svg`), renderPicture({ ...size, title, frames, still: frames.length - 2 }));
  } finally {
    for (const { release } of endings.reverse()) await release();
  }
}

installEditors();

await draw('neovim', 'A completion in Neovim: typed, shown as ghost text, accepted with Tab', async (stage, path) => {
  stage.sandbox.writeHome(
    '.config/nvim/init.lua',
    `${neovimSetUp + neovimEndpoint(stage.fake.url)}vim.o.ruler = false`,
  );
  const socket = stage.sandbox.path('tmux.sock');
  const { environment } = stage;
  const terminal = new Terminal({
    socket,
    command: [editor('nvim'), path],
    environment,
    folder: stage.sandbox.project,
    ...size,
  });
  stage.atEnd({ release: () => terminal.close() });
  await stage.server.awaitSent('textDocument/didOpen');
  terminal.type('GA');
  await terminal.see(/INSERT/);
  return takeFrames(stage, terminal, ['Tab']);
});

await draw('helix', 'A completion in Helix: typed, shown in the menu, accepted with Enter', async (stage, path) => {
  const languages = helixSetUp + helixEndpoint(stage.fake.url);
  const helix = await Helix.open(stage, { file: path, languages, config: helixConfig, ...size });
  await stage.server.awaitSent('textDocument/didOpen');
  helix.type('gei');
  await helix.terminal.see(/INS/);
  return takeFrames(stage, helix.terminal, ['Tab', 'Enter']);
});

await draw('emacs', 'A completion in Emacs: typed, shown as ghost text, accepted with TAB', async (stage, path) => {
  const init = `${emacsSetUp + emacsEndpoint(stage.fake.url)}(menu-bar-mode -1)`;
  const emacs = await Emacs.open(stage, { file: path, init, ...size });
  await stage.server.awaitSent('textDocument/didOpen');
  emacs.press('M->');
  return takeFrames(stage, emacs.terminal, ['Tab']);
});
