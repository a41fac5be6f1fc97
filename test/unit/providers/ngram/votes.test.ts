// Which follower wins an election, and with what evidence.
import { describe, expect, test } from 'vitest';
import { LEVELS, Votes } from '../../../../server/providers/ngram/votes.ts';

const A = 40;
const B = 42;

function add(votes: Votes, token: number, level: keyof typeof LEVELS, matched: number, times = 1): void {
  for (let time = 0; time < times; time++)
    votes.add(token, { level: LEVELS[level], matched, beyond: 0, renamed: false });
}

describe('the best follower', () => {
  test('is the one that followed most often', () => {
    const votes = new Votes();
    add(votes, A, 'current', 2, 1);
    add(votes, B, 'current', 2, 3);
    expect(votes.best()).toMatchObject({ token: B, places: 4, share: 0.75 });
  });

  test('is the one of the longer context, though rarer', () => {
    const votes = new Votes();
    add(votes, A, 'current', 1, 4);
    add(votes, B, 'current', 5, 1);
    expect(votes.best()).toMatchObject({ token: B, longest: 5, matched: 5, share: 1 });
  });

  test('is the one of the nearer level at the same context', () => {
    const votes = new Votes();
    add(votes, A, 'workspace', 3, 1);
    add(votes, B, 'current', 3, 1);
    expect(votes.best()).toMatchObject({ token: B, own: 1 });
  });

  test('is nobody without votes, also after a clear', () => {
    const votes = new Votes();
    add(votes, A, 'open', 3);
    votes.clear();
    expect(votes.best()).toBeUndefined();
  });
});

test('the estimates of all followers of one context are at most one together', () => {
  const votes = new Votes();
  add(votes, A, 'current', 3, 2);
  add(votes, B, 'workspace', 4, 1);
  const best = votes.best();
  expect((best?.estimate ?? 0) + (best?.second ?? 0)).toBeLessThanOrEqual(1);
});

test('the nearest similar place speaks for or against the winner', () => {
  const votes = new Votes();
  add(votes, A, 'current', 2, 1);
  add(votes, B, 'current', 2, 5);
  expect(votes.best()).toMatchObject({ token: B, nearest: false });
});
