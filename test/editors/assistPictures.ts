// Draws docs/pictures/{action,chat}.svg from real Helix and the built server: node test/run.mjs test/editors/assistPictures.ts
// What the model answers is scripted, so that the pictures are the same every time; all else is what a user sees.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from '../support/fakeMistral.ts';
import { installEditors } from './support/editors.ts';
import { Helix } from './support/helix.ts';
import { helixConfig, helixEndpoint, helixSetUp } from './support/setUps.ts';
import { createFakeStage, type Ending, type FakeStage } from './support/stage.ts';
import { type Frame, renderPicture } from './support/svg.ts';

const size = { columns: 72, rows: 19 } as const;
const markdown = '\n[[language]]\nname = "markdown"\nlanguage-servers = ["codestral-lsp"]\n';

const code = `const vat = 0.19;

// AI: use reduce, and round once at the end
function total(items) {
  let sum = 0;
  for (const item of items) {
    sum += Math.round(item.net * (1 + vat));
  }
  return sum;
}
`;
const better = `function total(items) {
  const net = items.reduce((sum, item) => sum + item.net, 0);
  return Math.round(net * (1 + vat));
}
`;

type Take = (seconds: number) => void;

async function draw(
  picture: { readonly name: string; readonly title: string; readonly file: string; readonly text: string },
  play: (stage: FakeStage, helix: Helix, take: Take) => Promise<void>,
): Promise<void> {
  const endings: Ending[] = [];
  try {
    const stage = await createFakeStage((ending) => endings.push(ending));
    const colourful = { ...stage, environment: { ...stage.environment, COLORTERM: 'truecolor' } };
    stage.sandbox.write('basket.js', code);
    const file = stage.sandbox.write(picture.file, picture.text);
    const languages = helixSetUp + markdown + helixEndpoint(stage.fake.url);
    const helix = await Helix.open(colourful, { file, languages, config: helixConfig, ...size });
    await stage.server.awaitSent('textDocument/didOpen');
    const frames: Frame[] = [];
    const { terminal } = helix;
    const take = (seconds: number) => {
      frames.push({ screen: terminal.screen('colours'), cursor: terminal.cursor(), seconds });
    };
    await play(stage, helix, take);
    const folder = join(process.cwd(), 'docs/pictures');
    mkdirSync(folder, { recursive: true });
    const { name, title } = picture;
    writeFileSync(join(folder, `${name}.svg`), renderPicture({ ...size, title, frames, still: frames.length - 1 }));
  } finally {
    for (const { release } of endings.reverse()) await release();
  }
}

installEditors();

await draw(
  {
    name: 'action',
    title: 'A code action in Helix: chosen from the menu, and the changed lines',
    file: 'basket.js',
    text: code,
  },
  async (stage, helix, take) => {
    stage.fake.answer(`\`\`\`javascript\n${better}\`\`\`\n`);
    helix.type('ggjjjj');
    take(1.5);
    helix.type(' a');
    await helix.terminal.see(/Rewrite: use reduce/);
    take(2.5);
    helix.press('Enter');
    await helix.terminal.see(/items\.reduce/);
    await stage.server.awaitAllAnswered();
    take(3.5);
  },
);

await draw(
  { name: 'chat', title: 'A chat in Helix: asked, looked up, answered', file: 'talk.md', text: '## You\n\n' },
  async (stage, helix, take) => {
    const call = { id: 'abc123def', name: 'read_file', arguments: '{"path":"basket.js"}' };
    const answer = {
      text: 'No: `total` rounds each item, so the\nerrors add up. Round once at the end.',
      perTokenMs: 60,
    };
    const turns: Answer[] = [{ toolCalls: [call], firstTokenMs: 300 }, answer];
    stage.fake.answerWith(({ path }) => (path.includes('chat') ? (turns.shift() ?? '') : ''));
    await helix.openLine();
    helix.type('Is the total in basket.js exact?');
    await helix.terminal.see(/exact\?/);
    await helix.normalMode();
    take(1.5);
    helix.type(' is');
    await helix.terminal.see(/## Assistant/);
    take(0.8);
    await helix.terminal.see(/rounds each/);
    take(0.8);
    await helix.terminal.see(/at the end\.[\s\d]+## You/);
    take(3.5);
  },
);
