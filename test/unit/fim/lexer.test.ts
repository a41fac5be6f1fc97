// What is open after a text, in the languages' own strings, comments and templates.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lex } from '../../../server/fim/lexer.ts';
import { depth, insideText } from '../../../server/fim/nesting.ts';
import { knownLanguageIds, languageOf } from '../../../server/text/languages.ts';

/** What would close the text, innermost first. */
function missing(languageId: string, text: string): string {
  return lex(languageOf(languageId), text)
    .nesting.stack.map((frame) => frame.close)
    .reverse()
    .join(' ');
}

describe('open after', () => {
  test.each([
    ['typescript', 'sum(items', ')'],
    ['typescript', 'f({ a: [1', '] } )'],
    ['typescript', "'('", ''],
    ['typescript', '/[({]/.test(a', ')'],
    ['typescript', 'a / b / (c', ')'],
    ['typescript', '`${ f(', ') } `'],
    ['typescript', '// (', '\n'],
    ['typescript', '/* (', '*/'],
    ['typescript', '// (\n{', '}'],
    ['python', 'x = """(', '"""'],
    ['python', "f('it\\'s', [", '] )'],
    ['python', '# (\nf(', ')'],
    ['rust', "fn first<'a>(text: &'a str", ')'],
    ['rust', "if c == '(' {", '}'],
    ['go', 'a := `(', '`'],
    ['shellscript', 'echo "$(date', ') "'],
    ['shellscript', 'cat <<EOF\n(\n', 'EOF'],
    ['shellscript', 'cat <<EOF\n(\nEOF\nf() {', '}'],
    ['shellscript', 'case $1 in\n  -h) usage;;', ''],
    ['ruby', 'puts "#{name(', ') } "'],
    ['lua', 'a = [[ ( ', ']]'],
    ['lua', '--[[ (', ']]'],
    ['sql', "SELECT 'it''s', (", ')'],
    ['html', "<ul><li>it's (", '</li> </ul>'],
    ['html', '<br><p class="a', '" </p>'],
    ['typescriptreact', "return <p>Don't {f(", ') } </p>'],
    ['typescriptreact', 'const a = b < c && (d', ')'],
    ['typescriptreact', 'useState<string>(', ')'],
    ['emacs-lisp', "(let ((a 'b)) (f ", ') )'],
    ['haskell', "step state' (", ')'],
    ['csharp', '$"{name(', ') } "'],
  ])('%s: %s', (languageId, text, expected) => {
    expect(missing(languageId, text)).toBe(expected);
  });
});

test('a closer that closes nothing is reported with its indentation when it begins its line', () => {
  const { unmatched } = lex(languageOf('typescript'), '\n  });\n}');
  expect(unmatched).toEqual([
    { close: '}', indent: 2 },
    { close: ')', indent: undefined },
    { close: '}', indent: 0 },
  ]);
});

test('a wrong closer and a string that its line does not end are errors', () => {
  expect(lex(languageOf('typescript'), '(]').errors).toBe(1);
  expect(lex(languageOf('typescript'), "'open\n").errors).toBe(1);
  expect(lex(languageOf('typescript'), '`open\n').errors).toBe(0);
});

test('what was open on the way down is told', () => {
  const start = lex(languageOf('typescript'), 'if (a) {').nesting;
  expect(lex(languageOf('typescript'), '} else {', start)).toMatchObject({ low: 0 });
  expect(depth(lex(languageOf('typescript'), '} else {', start).nesting)).toBe(1);
});

test('inside a string or a comment there is text', () => {
  expect(insideText(lex(languageOf('python'), '# a').nesting)).toBe(true);
  expect(insideText(lex(languageOf('python'), '"a"').nesting)).toBe(false);
});

test('a text read in two pieces is read as in one', () => {
  const piece = fc.constantFrom(
    'a',
    '(',
    ')',
    '{',
    '}',
    '"',
    "'",
    '`',
    '\n',
    ' ',
    '/',
    '*',
    '#',
    '<p>',
    '</p>',
    '$',
    '\\',
  );
  const text = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.constantFrom(...knownLanguageIds), text, text, (id, first, second) => {
      // A cut inside a mark such as `"""` or `/*` is read differently: only cuts at a line's end are promised.
      const start = `${first}\n`;
      const whole = lex(languageOf(id), start + second).nesting;
      const half = lex(languageOf(id), second, lex(languageOf(id), start).nesting).nesting;
      expect(half.stack.map((frame) => frame.close)).toEqual(whole.stack.map((frame) => frame.close));
    }),
    { numRuns: 2000 },
  );
});
