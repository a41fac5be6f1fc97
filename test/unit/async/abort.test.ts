import { expect, test } from 'vitest';
import { abortError, isAbort, untilAborted } from '../../../server/async/abort.ts';

test('waiting ends with the signal, not with the promise', async () => {
  const controller = new AbortController();
  const waiting = untilAborted(new Promise(() => {}), controller.signal);
  controller.abort();
  await expect(waiting).rejects.toSatisfy(isAbort);
});

test('a promise that settles first is given on', async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(Promise.resolve(3), signal)).toBe(3);
  await expect(untilAborted(Promise.reject(new Error('own')), signal)).rejects.toThrow('own');
});

test('an aborted signal rejects at once with its reason', async () => {
  const reason = new DOMException('done', 'AbortError');
  await expect(untilAborted(Promise.resolve(1), AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(abortError(AbortSignal.abort('text'))).toBeInstanceOf(Error);
  expect(isAbort(new Error('other'))).toBe(false);
});
