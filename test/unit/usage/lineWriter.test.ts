// Lines to a file that others write to as well.
import { expect, test } from 'vitest';
import { LineWriter } from '../../../server/usage/lineWriter.ts';
import type { Files } from '../../../server/world/files.ts';

/** A disk that remembers each append, and may refuse some. */
class AppendOnly {
  readonly appends: { path: string; text: string }[] = [];
  refuse = false;

  async append(path: string, text: string): Promise<void> {
    if (this.refuse) throw new Error('no space left');
    this.appends.push({ path, text });
  }

  /** The port, as far as a writer uses it. */
  get files(): Files {
    return { append: (path: string, text: string) => this.append(path, text) } as Files;
  }
}

test('lines come in order, and those given in the same moment together', async () => {
  const disk = new AppendOnly();
  const writer = new LineWriter(
    disk.files,
    () => 'ledger',
    () => {},
  );
  for (const line of ['a', 'b', 'c']) writer.write(line);
  await writer.flush();
  expect(disk.appends.map(({ text }) => text).join('')).toBe('a\nb\nc\n');
  expect(disk.appends.length).toBeLessThan(3);
});

test('no append is so large that Node would write it in pieces', async () => {
  const disk = new AppendOnly();
  const writer = new LineWriter(
    disk.files,
    () => 'ledger',
    () => {},
  );
  const line = 'x'.repeat(300);
  for (let i = 0; i < 5000; i++) writer.write(line);
  writer.write('y'.repeat(100_000));
  await writer.flush();
  const sizes = disk.appends.map(({ text }) => text.length);
  expect(Math.max(...sizes.slice(0, -1))).toBeLessThanOrEqual(65_536);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(5000 * 301 + 100_001);
});

test('the path is asked anew for each write', async () => {
  const disk = new AppendOnly();
  let month = '2026-01';
  const writer = new LineWriter(
    disk.files,
    () => month,
    () => {},
  );
  writer.write('old');
  await writer.flush();
  month = '2026-02';
  writer.write('new');
  await writer.flush();
  expect(disk.appends.map(({ path }) => path)).toEqual(['2026-01', '2026-02']);
});

test('what a full disk refused is written later, on a line of its own', async () => {
  const disk = new AppendOnly();
  const failures: unknown[] = [];
  const writer = new LineWriter(
    disk.files,
    () => 'ledger',
    (error) => failures.push(error),
  );
  disk.refuse = true;
  writer.write('first');
  await writer.flush();
  disk.refuse = false;
  writer.write('second');
  await writer.flush();
  expect(failures).toHaveLength(1);
  expect(disk.appends.map(({ text }) => text).join('')).toBe('\nfirst\nsecond\n');
});

test('a disk that refuses for long does not fill the memory', async () => {
  const disk = new AppendOnly();
  const writer = new LineWriter(
    disk.files,
    () => 'ledger',
    () => {},
  );
  disk.refuse = true;
  for (let i = 0; i < 20_000; i++) writer.write(String(i));
  await writer.flush();
  disk.refuse = false;
  await writer.flush();
  const lines = disk.appends
    .map(({ text }) => text)
    .join('')
    .trim()
    .split('\n');
  expect(lines).toHaveLength(10_000);
  expect(lines.at(-1)).toBe('19999');
});
