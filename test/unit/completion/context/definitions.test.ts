import { expect, test } from 'vitest';
import { Definitions, indexOf } from '../../../../server/completion/context/definitions.ts';
import type { ContextDocument } from '../../../../server/completion/context/documents.ts';

test.each([
  ['export async function load(path: string): Promise<void> {', 'load'],
  ['pub(crate) fn parse_all(input: &str) -> Vec<Token> {', 'parse_all'],
  ['def render(self, width):', 'render'],
  ['func (s *Server) Listen(port int) error {', 'Listen'],
  ['  private static class Node {', 'Node'],
  ['#define MAX_SIZE 100', 'MAX_SIZE'],
  ['const table = new Map();', 'table'],
])('%s declares %s', (line, name) => {
  expect([...indexOf(line).keys()]).toEqual([name]);
});

test('a type is shown with its members and without bodies', () => {
  const text =
    'class Account {\n  // A comment.\n  owner: string;\n  balance(): number {\n    return this.sum;\n  }\n}\n';
  expect(indexOf(text).get('Account')?.signature).toBe('class Account\n  owner: string;\n  balance(): number');
});

test('names near the cursor bring their signatures; imports of the file count too, and siblings do not', () => {
  const from = (path: string, text: string, relation: ContextDocument['relation']): ContextDocument => ({
    uri: `file:///${path}`,
    path,
    languageId: 'typescript',
    text,
    relation,
  });
  const documents = [
    from('near.ts', 'export function openAccount(owner: string) {', 'import'),
    from('far.ts', 'export function unrelated() {', 'import'),
    from('sibling.ts', 'export function openAccount() {', 'sibling'),
  ];
  const place = {
    uri: 'file:///main.ts',
    languageId: 'typescript',
    prefix: 'const mine = openAccount(',
    suffix: ')\n',
  };
  expect(new Definitions().snippets(place, documents).map(({ path }) => path)).toEqual(['near.ts']);
});
