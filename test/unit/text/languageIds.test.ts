import { expect, test } from 'vitest';
import { extensionOf, languageIdOf } from '../../../server/text/languageIds.ts';

test.each([
  ['src/main.TS', 'typescript'],
  ['C:\\work\\main.py', 'python'],
  ['/repo/.git/COMMIT_EDITMSG', 'git-commit'],
  ['Makefile', 'makefile'],
  ['ts', 'plaintext'],
  ['a.unheard', 'plaintext'],
])('%s is %s', (path, language) => {
  expect(languageIdOf(path)).toBe(language);
});

test.each([
  ['python', 'py'],
  ['py', 'py'],
  ['TypeScript', 'ts'],
  ['markdown', 'md'],
  ['constructor', undefined],
])('the extension of %s is %s', (language, extension) => {
  expect(extensionOf(language)).toBe(extension);
});
