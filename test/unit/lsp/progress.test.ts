import { expect, test } from 'vitest';
import type { Connection } from 'vscode-languageserver/node';
import { ProgressDesk } from '../../../server/lsp/progress.ts';
import { FakeClock } from '../../support/fakeClock.ts';

/** A client that takes a line of progress when the test says so. */
function deskOfSlowClient() {
  const shown: unknown[] = [];
  let take: () => void = () => {};
  const created = new Promise<void>((resolve) => {
    take = resolve;
  });
  const connection: Partial<Connection> = {
    onNotification: (() => ({ dispose: () => {} })) as Connection['onNotification'],
    sendRequest: (() => created) as Connection['sendRequest'],
    sendNotification: (async (_: string, { value }: { readonly value: { readonly kind: string } }) => {
      shown.push(value.kind);
    }) as unknown as Connection['sendNotification'],
  };
  const clock = new FakeClock();
  return { desk: new ProgressDesk(connection as Connection, clock, true), clock, shown, take };
}

test('work that is done before the client takes its line ends behind the end of that line', async () => {
  const { desk, clock, shown, take } = deskOfSlowClient();
  const order: string[] = [];
  const run = desk.run('Rewrite', undefined, async () => {}).then(() => order.push(`done behind ${shown.join(' ')}`));
  await clock.advance(100);
  expect(order).toEqual([]);
  take();
  await run;
  expect(order).toEqual(['done behind begin end']);
  expect(clock.sleeping).toBe(0);
});

test('a client that never says whether it takes a line holds nothing up for long', async () => {
  const { desk, clock, shown } = deskOfSlowClient();
  const run = desk.run('Rewrite', undefined, async () => 'result');
  await clock.advance(2000);
  expect(await run).toBe('result');
  expect(shown).toEqual([]);
});
