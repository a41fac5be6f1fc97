import { describe, expect, test } from 'vitest';
import { actionOf, applicable, builtInActions, type Situation, situationOf } from '../../../server/assist/actions.ts';

const code: Situation = {
  languageId: 'typescript',
  path: 'src/a.ts',
  selected: true,
  target: 'function f(a: string) {\n  return a;\n}\n',
  diagnostics: 0,
  instruction: undefined,
  canAsk: false,
};

test('a situation tells what the cursor stands on', () => {
  const text = '// AI: shorter\nfunction f() {\n  return 1;\n}\n';
  const at = { line: 2, character: 3 };
  const snapshot = { uri: 'file:///project/a.ts', languageId: 'typescript', version: 1, text };
  expect(situationOf(snapshot, { range: { start: at, end: at }, diagnostics: 2, canAsk: false })).toEqual({
    languageId: 'typescript',
    path: '/project/a.ts',
    selected: false,
    target: 'function f() {\n  return 1;\n}\n',
    diagnostics: 2,
    instruction: 'shorter',
    canAsk: false,
  });
});

describe('the menu', () => {
  test.each([
    ['selected code', {}, ['refactor', 'document', 'tests', 'explain', 'review']],
    [
      'a client that can ask',
      { canAsk: true },
      ['rewrite', 'refactor', 'document', 'tests', 'explain', 'review', 'translate'],
    ],
    ['a cursor', { selected: false }, ['document']],
    ['an empty body', { selected: false, target: 'function f() {}\n' }, ['implement', 'document']],
    [
      'a stub in Python',
      { selected: false, languageId: 'python', target: '    raise NotImplementedError\n' },
      ['implement'],
    ],
    ['a problem', { selected: false, diagnostics: 1, target: 'a\n' }, ['fix']],
    ['a test file', { path: 'src/a.test.ts' }, ['refactor', 'document', 'explain', 'review']],
    ['prose', { languageId: 'markdown', target: 'TODO: class\n' }, ['explain', 'review']],
    ['a commit message', { languageId: 'gitcommit', selected: false, target: '\n', canAsk: true }, ['commit']],
    [
      'a commit message in a mode for any text',
      { languageId: 'plaintext', path: '.git/COMMIT_EDITMSG', selected: false, target: '\n' },
      ['commit'],
    ],
    ['an empty line', { selected: false, target: '\n', canAsk: true }, ['rewrite']],
  ])('for %s', (_what, change, ids) => {
    expect(applicable(builtInActions, { ...code, ...change }, undefined).map(({ id }) => id)).toEqual(ids);
  });

  test('shows the instruction of a comment in the title', () => {
    const offers = applicable(builtInActions, { ...code, instruction: `make it async ${'and more '.repeat(20)}` }, [
      'refactor.rewrite',
    ]);
    expect(offers[0]?.title).toMatch(/^Rewrite: make it async and more .*…$/);
  });

  test('holds only the kinds that were asked for, subkinds included', () => {
    const kinds = applicable(builtInActions, { ...code, canAsk: true }, ['refactor']).map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['refactor', 'refactor.rewrite']));
    expect(applicable(builtInActions, code, ['refactoring'])).toEqual([]);
  });

  test("holds a user's action for its languages", () => {
    const own = actionOf({
      id: 'log',
      title: 'Add logs',
      kind: 'refactor',
      prompt: 'Log {{instruction}}',
      languages: ['go'],
      output: 'replace',
    });
    expect(applicable([own], { ...code, canAsk: true }, undefined)).toEqual([]);
    expect(applicable([own], { ...code, languageId: 'go' }, undefined)).toEqual([]);
    const offered = applicable([own], { ...code, languageId: 'go', instruction: 'errors' }, undefined);
    expect(offered).toEqual([{ id: 'log', title: 'Add logs: errors', kind: 'refactor' }]);
  });

  test.each([
    ['many brackets without braces', 'f(a, (b), [c]) '.repeat(5000)],
    ['one long word', 'a'.repeat(100_000)],
    ['blank lines in braces', `f() {${' \n'.repeat(50_000)}`],
    ['open brackets', 'a('.repeat(50_000)],
  ])('takes no time for a large selection of %s', (_what, target) => {
    applicable(builtInActions, { ...code, target }, undefined);
    const begun = performance.now();
    applicable(builtInActions, { ...code, target }, undefined);
    // Allows for a busy machine; a pattern that backtracks would take minutes.
    expect(performance.now() - begun).toBeLessThan(50);
  });
});
