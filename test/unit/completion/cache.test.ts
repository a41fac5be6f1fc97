import { expect, test } from 'vitest';
import { originOf } from '../../../server/completion/agreement.ts';
import { type Answer, CompletionCache } from '../../../server/completion/cache.ts';
import { anyCall } from '../../support/fimCall.ts';

const uri = 'file:///a.ts';
const prefix = 'const items = [1, 2];\nconst total = sum';

function answerAt(before: string, raw: string, shown = raw, after = '\n'): Answer {
  return {
    origin: originOf(uri, before, after),
    raw,
    shown,
    replace: 0,
    model: 'mistral/codestral-latest',
    call: anyCall,
  };
}

function find(cache: CompletionCache, before: string, after = '\n') {
  return cache.find(originOf(uri, before, after), before);
}

test('an answer is found at its place', () => {
  const cache = new CompletionCache();
  cache.add(answerAt(prefix, '(items);'));
  expect(find(cache, prefix)).toMatchObject({ shown: '(items);', same: true });
});

test('an answer is found behind what was typed of it', () => {
  const cache = new CompletionCache();
  cache.add(answerAt(prefix, '(items);'));
  expect(find(cache, `${prefix}(it`)).toMatchObject({ shown: 'ems);', same: false });
});

test('what the stream brought beyond the shown text is found after acceptance', () => {
  const cache = new CompletionCache();
  cache.add(answerAt(prefix, '(items);\nprint(total);\n', '(items);'));
  expect(find(cache, `${prefix}(items);`)).toMatchObject({ shown: '', raw: '\nprint(total);\n' });
});

test('another suffix, another document or other typed text is a miss', () => {
  const cache = new CompletionCache();
  cache.add(answerAt(prefix, '(items);'));
  expect(find(cache, prefix, ' + 1\n')).toBeUndefined();
  expect(find(cache, `${prefix}x`)).toBeUndefined();
  expect(cache.find(originOf('file:///b.ts', prefix, '\n'), prefix)).toBeUndefined();
});

test('the newest of two answers wins, and the oldest leave first', () => {
  const cache = new CompletionCache(2);
  cache.add(answerAt(prefix, '(one);'));
  cache.add(answerAt(prefix, '(two);'));
  expect(find(cache, prefix)?.shown).toBe('(two);');
  cache.add(answerAt(`${prefix}x`, 'three'));
  cache.add(answerAt(`${prefix}y`, 'four'));
  expect(find(cache, prefix)).toBeUndefined();
});

test('an answer cannot be changed after it was kept', () => {
  const cache = new CompletionCache();
  const answer = answerAt(prefix, '(items);');
  cache.add(answer);
  expect(() => Object.assign(answer, { shown: 'other' })).toThrow(TypeError);
});
