// The places a corpus finds for a context.
import { describe, expect, test } from 'vitest';
import { Corpus } from '../../../../server/providers/ngram/corpus.ts';

/** Words become cores from 20 on; `|` is a break, a leading `·` the space bit. */
function tokens(text: string): number[] {
  return text.split(' ').map((word) => {
    if (word === '|') return 0;
    const spaced = word.startsWith('·') ? 1 : 0;
    return ((word.charCodeAt(spaced) - 77) << 1) | spaced;
  });
}

function corpusOf(text: string, capacity = 100): Corpus {
  const corpus = new Corpus([1, 2, 4], capacity);
  for (const token of tokens(text)) corpus.append(token);
  return corpus;
}

/** `follower:matched` of each place, in the order of the visit. */
function places(corpus: Corpus, context: string, limit = 100): string[] {
  const found: string[] = [];
  const wanted = Int32Array.from(tokens(context));
  corpus.visit(wanted, wanted.length, limit, ({ follower, matched }) => {
    found.push(`${String.fromCharCode((follower >> 1) + 77)}:${matched}`);
  });
  return found;
}

describe('visit', () => {
  test('finds each place once, longer contexts first, the newest first', () => {
    expect(places(corpusOf('a b c d e a b c d f z d g'), 'a b c d')).toEqual(['f:4', 'e:4', 'g:1']);
  });

  test('tells how far the context agrees beyond the chain', () => {
    expect(places(corpusOf('q a b c d e f g'), 'q a b c d e f')).toEqual(['g:7']);
  });

  test('does not see spaces before tokens', () => {
    expect(places(corpusOf('a ·b c'), '·a b')).toEqual(['c:2']);
  });

  test('does not reach over a break', () => {
    expect(places(corpusOf('a b | c'), 'a b')).toEqual([]);
    expect(places(corpusOf('a | b c'), 'a b')).toEqual(['c:1']);
  });

  test('stops at the limit', () => {
    expect(places(corpusOf('a b a c a d a e'), 'a', 2)).toEqual(['e:1', 'd:1']);
  });
});

test('tokens that were taken out are not found', () => {
  const corpus = corpusOf('a b c a b d');
  corpus.blot(0, 3);
  expect(places(corpus, 'a b')).toEqual(['d:2']);
});

test('a full corpus takes no more and says so', () => {
  const corpus = corpusOf('a b c', 3);
  expect(corpus.full).toBe(true);
  corpus.append(50);
  expect(corpus.length).toBe(3);
});

test('after a reset only new tokens are found', () => {
  const corpus = corpusOf('a b c');
  corpus.reset(50);
  for (const token of tokens('a b d')) corpus.append(token);
  expect(places(corpus, 'a b')).toEqual(['d:2']);
});
