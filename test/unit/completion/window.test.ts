import { expect, test } from 'vitest';
import { Windows } from '../../../server/completion/window.ts';

const lines = Array.from({ length: 400 }, (_, index) => `const value${index} = compute(${index});\n`);
const budget = { prefix: 2000, suffix: 600, snippets: 0 };

test('a document that fits is sent whole', () => {
  expect(new Windows().cut('a', 'const a = ', '1;\n', budget)).toEqual({ prefix: 'const a = ', suffix: '1;\n' });
});

test('a long document is cut at lines and stays within the budget', () => {
  const prefix = lines.slice(0, 300).join('');
  const suffix = lines.slice(300).join('');
  const window = new Windows().cut('a', prefix, suffix, budget);
  expect(prefix.endsWith(window.prefix)).toBe(true);
  expect(suffix.startsWith(window.suffix)).toBe(true);
  expect(window.prefix.startsWith('const value')).toBe(true);
  expect(window.suffix.endsWith('\n')).toBe(true);
  expect(window.prefix.length).toBeLessThanOrEqual(budget.prefix);
  expect(window.suffix.length).toBeLessThanOrEqual(budget.suffix);
});

test('typing keeps the beginning of suffix and prefix byte-identical', () => {
  const windows = new Windows();
  let prefix = lines.slice(0, 300).join('');
  const suffix = `\n${lines.slice(300).join('')}`;
  const first = windows.cut('a', prefix, suffix, budget);
  let same = 0;
  for (const character of 'const another = compute(12345);') {
    prefix += character;
    const window = windows.cut('a', prefix, suffix, budget);
    if (window.suffix === first.suffix && window.prefix.startsWith(first.prefix)) same++;
  }
  expect(same).toBe(31);
});

test('the suffix is taken anew when the line behind the cursor is another one', () => {
  const windows = new Windows();
  windows.cut('a', 'x', `\n${lines.slice(300).join('')}`, budget);
  const elsewhere = `\n${lines.slice(100).join('')}`;
  expect(elsewhere.startsWith(windows.cut('a', 'x', elsewhere, budget).suffix)).toBe(true);
});
