// What the model is asked in the editors, when it answers, and what then stands in the buffer and on disk.
import { existsSync, readFileSync } from 'node:fs';
import type { Player } from './player.ts';
import type { FakeStage } from './stage.ts';
import { waitFor } from './waitFor.ts';

/** An answer that begins when the test says so. */
export function held(stage: FakeStage, text: string): () => void {
  let begin = () => {};
  const after = new Promise<void>((resolve) => {
    begin = resolve;
  });
  stage.fake.answerWith(({ path }) => (path.includes('chat') ? { text, before: () => after } : ''));
  return begin;
}

/** Completions may be asked for beside it. */
export function asked({ fake }: FakeStage) {
  return fake.requests.filter(({ path }) => path.includes('chat'));
}

export async function awaitAsked(stage: FakeStage, count: number): Promise<void> {
  await waitFor(() => asked(stage).length >= count, { what: `question ${count} to the model` });
}

export async function visit(stage: FakeStage, player: Player, file: string): Promise<void> {
  await player.visit(file);
  await waitFor(() => stage.server.textOf(file) !== undefined, { what: `server's copy of ${file}` });
}

/** Waits until a file is this on disk. */
export async function onDisk(file: string, expected: string): Promise<void> {
  const look = (): boolean => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : 'nothing';
    if (text !== expected) throw new Error(`on disk is ${JSON.stringify(text)}`);
    return true;
  };
  await waitFor(look, { what: `${file} with ${JSON.stringify(expected)}` });
}

export async function seeText(player: Player, expected: string): Promise<void> {
  const look = async (): Promise<boolean> => {
    const text = await player.text();
    if (text !== expected) throw new Error(`the text is ${JSON.stringify(text)}`);
    return true;
  };
  await waitFor(look, { what: `text ${JSON.stringify(expected)}` });
}
