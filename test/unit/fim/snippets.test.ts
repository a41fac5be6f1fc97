import { expect, test } from 'vitest';
import { chooseSnippets } from '../../../server/fim/snippets.ts';
import type { Snippet } from '../../../server/model/fim.ts';

const window = { prefix: 'const here = 1;\nuse(here);\n', suffix: '\nend();\n' };

function snippet(path: string, text: string, source: Snippet['source'], score = 1): Snippet {
  return { path, text, source, score };
}

function choose(candidates: readonly Snippet[], budget = 10_000, previous: readonly Snippet[] = []) {
  return chooseSnippets({ candidates, window, path: 'main.ts', budget, previous }).map(({ path }) => path);
}

test('what changes most often stands last, edits newest last', () => {
  const candidates = [
    snippet('new.ts', 'edited twice();', 'edit', 9),
    snippet('similar.ts', 'looks alike();', 'similar'),
    snippet('old.ts', 'edited once();', 'edit', 1),
    snippet('definition.ts', 'function named()', 'definition'),
  ];
  expect(choose(candidates)).toEqual(['definition.ts', 'similar.ts', 'old.ts', 'new.ts']);
});

test('what the window shows is left out, and so is the same text twice', () => {
  const candidates = [
    snippet('a.ts', 'const here = 1;\nuse(here);', 'similar'),
    snippet('b.ts', 'something(else);', 'similar', 2),
    snippet('c.ts', 'something(else);', 'similar', 1),
    snippet('main.ts', 'use(here);\nnot in the window();', 'edit'),
  ];
  expect(choose(candidates)).toEqual(['b.ts']);
});

test('the budget is kept', () => {
  const candidates = Array.from({ length: 20 }, (_, index) =>
    snippet(`${index}.ts`, `call${index}(${'x'.repeat(90)});`, 'similar'),
  );
  const chosen = chooseSnippets({ candidates, window, path: 'main.ts', budget: 1000, previous: [] });
  expect(chosen.reduce((sum, { text, path }) => sum + text.length + path.length, 0)).toBeLessThanOrEqual(1000);
  expect(chosen.length).toBeGreaterThan(2);
});

test('what was sent last time stays unless a newcomer is much better', () => {
  const sent = snippet('sent.ts', `sent(${'s'.repeat(200)});`, 'similar', 0.5);
  const little = snippet('better.ts', `better(${'b'.repeat(200)});`, 'similar', 0.6);
  const much = snippet('best.ts', `best(${'c'.repeat(200)});`, 'similar', 0.9);
  expect(choose([sent, little], 600)).toEqual(['better.ts']);
  expect(choose([sent, little], 600, [sent])).toEqual(['sent.ts']);
  expect(choose([sent, much], 600, [sent])).toEqual(['best.ts']);
});
