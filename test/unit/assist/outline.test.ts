import { expect, test } from 'vitest';
import { outlineOf } from '../../../server/assist/outline.ts';

test.each([
  ['typescript', 'export abstract class A<T> {', true],
  ['typescript', '  private async run(a: string): Promise<void> {', true],
  ['typescript', 'export const f = async (a: number): Promise<void> => {', true],
  ['typescript', 'export type A =', true],
  ['typescript', '  if (a) {', false],
  ['typescript', '  } else if (a) {', false],
  ['typescript', '  return call(a);', false],
  ['typescript', 'const a = 1;', false],
  ['python', '    async def f(self):', true],
  ['python', 'class A(B):', true],
  ['rust', 'pub(crate) unsafe fn f<T>(a: T) -> T {', true],
  ['rust', 'impl<T> A for B<T> {', true],
  ['go', 'func (s *Server) Run() error {', true],
  ['c', 'static const char *name(int a) {', true],
  ['c', '  while (a) {', false],
  ['java', '    public static void main(String[] args) {', true],
  ['lua', 'local function f(a)', true],
  ['elixir', '  defp f(a) do', true],
  ['markdown', '## Heading', true],
  ['markdown', 'class of things', false],
])('in %s, %j is a declaration: %s', (languageId, line, expected) => {
  expect(outlineOf(`\n${line}\n`, languageId)).toHaveLength(expected ? 1 : 0);
});

test('a huge file of one line costs nothing and gives nothing', () => {
  const begun = performance.now();
  expect(outlineOf('function a(){'.repeat(100_000), 'javascript')).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(500);
});

test('lines that could confuse a pattern take no time', () => {
  const line = `${'a '.repeat(140)}(`;
  const begun = performance.now();
  outlineOf(`${line}\n`.repeat(2000), 'c');
  expect(performance.now() - begun).toBeLessThan(2000);
});
