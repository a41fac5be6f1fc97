import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOf, fenced, finalCodeOf } from '../../../server/chat/fences.ts';
import { holds } from '../../support/holds.ts';

const block = 'Here:\n\n```ts\nconst a = `x`;\n\n}\n```\nThat is all, see ```b```.\n';

describe('the code of an answer', () => {
  test('is what stands in the first block', () => {
    expect(codeOf(block)).toEqual({ kind: 'closed', language: 'ts', code: 'const a = `x`;\n\n}\n' });
  });

  test('only grows while the answer arrives, and never shows a piece of the fence', () => {
    const final = finalCode(block) ?? '';
    for (let length = 0; length <= block.length; length++) {
      const soFar = codeOf(block.slice(0, length));
      expect(final.startsWith(soFar.kind === 'none' ? '' : soFar.code)).toBe(true);
    }
  });

  test('is complete when the last fence has no line break', () => {
    expect(finalCode('```\na\n```')).toBe('a\n');
  });

  test('counts when the model forgot to close it', () => {
    expect(finalCode('```py\na = 1\nb =')).toBe('a = 1\nb =');
  });

  test('is undefined in an answer of prose', () => {
    expect(finalCode('I cannot do that, `sorry`.')).toBeUndefined();
  });

  test('may hold code blocks of its own', () => {
    expect(finalCode('```markdown\n# A\n\n```sh\nls\n```\n\nend\n```\n')).toBe('# A\n\n```sh\nls\n```\n\nend\n');
  });

  test('loses the indentation of an indented fence', () => {
    expect(finalCode('  ```\n  a\n    b\n c\n  ```\n')).toBe('a\n  b\nc\n');
  });

  test('may be empty', () => {
    expect(finalCode('```\n```\n')).toBe('');
  });

  test('put between fences comes out again', () => {
    const text = fc
      .array(fc.constantFrom('```', '````', '~~~', 'a', '\n', ' ', '`', '💡'))
      .map((parts) => parts.join(''));
    holds(
      fc.property(text, (one) => {
        const expected = one === '' || one.endsWith('\n') ? one : `${one}\n`;
        expect(finalCode(fenced(one, 'ts'))).toBe(expected);
      }),
    );
  });
});

function finalCode(answer: string): string | undefined {
  const found = finalCodeOf(answer);
  return found.kind === 'none' ? undefined : found.code;
}
