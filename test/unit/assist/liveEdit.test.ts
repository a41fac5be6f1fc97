import { describe, expect, test } from 'vitest';
import type { ApplyResult } from '../../../server/assist/host.ts';
import { LiveEdit } from '../../../server/assist/liveEdit.ts';
import { MemoryHost } from '../../support/memoryHost.ts';

describe('an edit on its way', () => {
  test('skips the texts that came while another one was applied', async () => {
    const { host, uri, live } = scene('old\n');
    const made: string[] = [];
    for (const text of ['a\n', 'a\nb\n', 'a\nb\nc\n']) {
      live.show(() => {
        made.push(text);
        return text;
      });
    }
    await live.settle();
    expect(made).toEqual(['a\n', 'a\nb\nc\n']);
    expect(host.textOf(uri)).toBe('a\nb\nc\nold\n');
  });

  test('is not tried again when the editor refuses it though nobody typed', async () => {
    const { host, live } = scene('old\n');
    let tries = 0;
    host.applyEdits = async (): Promise<ApplyResult> => {
      tries++;
      return { kind: 'refused', reason: 'read-only' };
    };
    expect(await live.finish('new\n')).toEqual({ kind: 'refused', reason: 'read-only' });
    expect(tries).toBe(1);
  });

  test('that was refused while streaming is still tried at the end', async () => {
    const { host, uri, live } = scene('old\n');
    host.refuseEdits = 'busy';
    live.show(() => 'a\n');
    await live.settle();
    host.refuseEdits = undefined;
    expect(await live.finish('new\n')).toEqual({ kind: 'done' });
    expect(host.textOf(uri)).toBe('new\n');
  });

  test('ends with the error of a host that fails', async () => {
    const { host, live } = scene('old\n');
    host.applyEdits = () => Promise.reject(new Error('the connection is gone'));
    live.show(() => 'a\n');
    await expect(live.settle()).rejects.toThrow('the connection is gone');
    expect(live.touched).toBe(false);
  });

  test('shows nothing after it was stopped', async () => {
    const { host, live } = scene('old\n');
    await live.stop();
    live.show(() => 'a\n');
    await live.settle();
    expect(host.applied).toEqual([]);
  });
});

function scene(text: string) {
  const host = new MemoryHost({ 'a.ts': text });
  const uri = host.open('a.ts', 'typescript');
  const snapshot = host.document(uri);
  if (snapshot === undefined) throw new Error('it is not open');
  return { host, uri, live: new LiveEdit(host, snapshot, { start: 0, end: text.length }) };
}
