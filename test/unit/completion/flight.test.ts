import { expect, test } from 'vitest';
import { originOf } from '../../../server/completion/agreement.ts';
import { Flight, type FlightStart } from '../../../server/completion/flight.ts';
import type { Resolved } from '../../../server/fim/resolve.ts';
import type { StreamPart } from '../../../server/model/parts.ts';
import { settle } from '../../support/fakeClock.ts';
import { anyCall } from '../../support/fimCall.ts';

const prefix = 'const items = [1];\nconst total = sum';

/** A model whose pieces the test sends one by one. */
class Pieces {
  signal: AbortSignal | undefined;
  left = false;
  #wake: () => void = () => {};
  readonly #queue: (StreamPart | Error | 'end')[] = [];

  send(...pieces: (StreamPart | Error | 'end' | string)[]): void {
    for (const piece of pieces) {
      this.#queue.push(
        typeof piece === 'string' && piece !== 'end' ? { type: 'text-delta', text: piece } : (piece as 'end'),
      );
    }
    this.#wake();
  }

  async *stream(signal: AbortSignal): AsyncIterable<StreamPart> {
    this.signal = signal;
    try {
      for (;;) {
        const next = this.#queue.shift();
        if (next === undefined) {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        } else if (next === 'end') return;
        else if (next instanceof Error) throw next;
        else yield next;
      }
    } finally {
      this.left = true;
    }
  }
}

/** One line: final as soon as a newline came. */
const oneLine = (raw: string, done: boolean): Resolved => ({
  kind: 'shown',
  text: raw.split('\n')[0] ?? '',
  replace: 0,
  final: done || raw.includes('\n'),
});

function fly(
  pieces: Pieces,
  resolve = oneLine,
  part: (raw: string, unit: string) => Resolved | undefined = () => undefined,
): { flight: Flight; run: Promise<void> } {
  const start: FlightStart = {
    origin: originOf('file:///a', prefix, '\n'),
    call: anyCall,
    place: { prefix, suffix: '\n', languageId: 'typescript' },
    stream: (signal, answeredBy) => {
      answeredBy('test/model');
      return pieces.stream(signal);
    },
    resolve: (_place, raw, done) => resolve(raw, done),
    part: (_place, raw, unit) => part(raw, unit),
  };
  const flight = new Flight(start);
  return { flight, run: flight.run() };
}

const place = (typed: string) => ({ prefix: prefix + typed, suffix: '\n', languageId: 'typescript' });
const never = new AbortController().signal;

test('hangs up as soon as nothing more can be shown', async () => {
  const pieces = new Pieces();
  const { flight, run } = fly(pieces);
  pieces.send('(items);', '\nnext');
  await run;
  expect(flight.state).toBe('settled');
  expect(pieces.left).toBe(true);
  expect(await flight.answer(never)).toMatchObject({ kind: 'answer', resolved: { text: '(items);' } });
});

test('answers a cursor that has typed a part of the text meanwhile', async () => {
  const pieces = new Pieces();
  const { flight, run } = fly(pieces);
  expect(flight.follow(place('(it'))).toBe(true);
  const answer = flight.answer(never);
  pieces.send('(items);', 'end');
  await run;
  expect(await answer).toMatchObject({ kind: 'answer', resolved: { text: 'ems);' } });
});

test('disagrees with other text as soon as enough has come, and hangs up', async () => {
  const pieces = new Pieces();
  const { flight, run } = fly(pieces);
  expect(flight.follow(place('x'))).toBe(true);
  const answer = flight.answer(never);
  pieces.send('(it');
  await run;
  expect(await answer).toEqual({ kind: 'disagrees' });
  expect(flight.state).toBe('closed');
});

test('a failure reaches the waiter, once as itself', async () => {
  const pieces = new Pieces();
  const { flight, run } = fly(pieces);
  const answer = flight.answer(never);
  const broken = new Error('broken');
  pieces.send(broken);
  await run;
  expect(await answer).toEqual({ kind: 'failed', error: broken });
});

test('a signal detaches its waiter and leaves the stream alone', async () => {
  const pieces = new Pieces();
  const { flight, run } = fly(pieces);
  const leaving = new AbortController();
  const left = flight.answer(leaving.signal);
  const stays = flight.answer(never);
  leaving.abort();
  await expect(left).rejects.toThrow(/abort/i);
  expect(flight.waiting).toBe(1);
  pieces.send('(items);', 'end');
  await run;
  expect(await stays).toMatchObject({ kind: 'answer' });
});

test('close aborts the signal of the stream', () => {
  const pieces = new Pieces();
  const { flight } = fly(pieces);
  flight.close();
  expect(pieces.signal?.aborted).toBe(true);
  expect(flight.state).toBe('closed');
});

test('waits for the next line when this one is complete, because the next key is the line break', async () => {
  const pieces = new Pieces();
  const { flight, run } = fly(pieces, (raw, done) =>
    raw.startsWith('\n')
      ? { kind: 'dropped', reason: 'out-of-scope', final: true }
      : { kind: 'shown', text: raw.split('\n')[0] ?? '', replace: 0, final: done || raw.includes('\n') },
  );
  pieces.send('\n', '  return');
  await settle();
  expect(await flight.answer(never)).toMatchObject({ resolved: { reason: 'out-of-scope' } });
  expect(flight.state).toBe('open');
  expect(flight.follow(place('\n  '))).toBe(true);
  pieces.send(' total;', '\n}');
  await run;
  expect(flight.state).toBe('settled');
  expect(await flight.answer(never)).toMatchObject({ resolved: { text: 'return total;' } });
});

test('once the patience is over, what already stands is an answer, and the stream goes on', async () => {
  const pieces = new Pieces();
  const whole = (raw: string, done: boolean): Resolved => ({ kind: 'shown', text: raw, replace: 0, final: done });
  const part = (raw: string): Resolved | undefined => {
    const end = raw.lastIndexOf(';\n') + 1;
    return end === 0 ? undefined : { kind: 'shown', text: raw.slice(0, end), replace: 0, final: false };
  };
  const { flight, run } = fly(pieces, whole, part);
  const hurry = new AbortController();
  const answer = flight.answer(never, [hurry.signal, never]);
  pieces.send('a();\nb');
  await settle();
  expect(flight.waiting).toBe(1);
  hurry.abort();
  expect(await answer).toMatchObject({ resolved: { text: 'a();', final: false } });
  expect(flight.state).toBe('open');
  pieces.send('();', 'end');
  await run;
  expect(await flight.answer(never)).toMatchObject({ resolved: { text: 'a();\nb();', final: true } });
});

test('with nothing whole when the patience is over, the first that is will do', async () => {
  const pieces = new Pieces();
  const whole = (raw: string, done: boolean): Resolved => ({ kind: 'shown', text: raw, replace: 0, final: done });
  const part = (raw: string): Resolved | undefined =>
    raw.includes('\n') ? { kind: 'shown', text: 'a();', replace: 0, final: false } : undefined;
  const { flight } = fly(pieces, whole, part);
  const answer = flight.answer(never, [AbortSignal.abort(), never]);
  pieces.send('a();');
  await settle();
  pieces.send('\nb');
  expect(await answer).toMatchObject({ resolved: { text: 'a();' } });
  flight.close();
});

test('later whole lines will do', async () => {
  const pieces = new Pieces();
  const whole = (raw: string, done: boolean): Resolved => ({ kind: 'shown', text: raw, replace: 0, final: done });
  const part = (raw: string, unit: string): Resolved | undefined =>
    unit === 'lines' ? { kind: 'shown', text: raw.slice(0, 4), replace: 0, final: false } : undefined;
  const { flight } = fly(pieces, whole, part);
  const [statements, lines] = [new AbortController(), new AbortController()];
  const answer = flight.answer(never, [statements.signal, lines.signal]);
  pieces.send('f() {\n  a();');
  await settle();
  statements.abort();
  await settle();
  expect(flight.waiting).toBe(1);
  lines.abort();
  expect(await answer).toMatchObject({ resolved: { text: 'f() ' } });
  flight.close();
});
