import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applySplices } from '../../../server/edits/apply.ts';
import { EditSession, wholeLines } from '../../../server/edits/session.ts';
import { holds } from '../../support/holds.ts';
import { someText } from '../../support/splices.ts';

const file = 'import a\n\nfunction f() {\n  one();\n  two();\n}\n\nend\n';
const from = file.indexOf('function');
const to = file.indexOf('\nend');

describe('a streaming edit', () => {
  test('shows new lines above the old ones they have not replaced yet', () => {
    const session = new EditSession(file, from, to);
    expect(step(session, 'function f() {\n  uno();\n')).toContain('function f() {\n  uno();\n  one();\n  two();\n}');
    expect(step(session, 'function f() {\n  uno();\n  two();\n')).toContain('function f() {\n  uno();\n  two();\n}');
  });

  test('ends with exactly the final text, whatever was shown before', () => {
    holds(
      fc.property(someText, someText, fc.array(fc.nat(60)), (original, final, cuts) => {
        const session = new EditSession(`above\n${original}below\n`, 6, 6 + original.length);
        for (const cut of [...cuts].sort((a, b) => a - b)) step(session, wholeLines(final.slice(0, cut)));
        expect(finish(session, final)).toBe(`above\n${final}below\n`);
      }),
    );
  });

  test('taken back leaves the original text', () => {
    holds(
      fc.property(someText, someText, (original, soFar) => {
        const session = new EditSession(`above\n${original}below\n`, 6, 6 + original.length);
        step(session, soFar);
        expect(applySplices(session.text, session.rollback() ?? [])).toBe(`above\n${original}below\n`);
      }),
    );
  });

  test('goes on when the user types above the region', () => {
    const session = new EditSession(file, from, to);
    step(session, 'function g() {\n');
    expect(session.observe(session.text.replace('import a', 'import abc'))).toBe('following');
    expect(finish(session, 'function g() {\n}\n')).toBe('import abc\n\nfunction g() {\n}\n\nend\n');
  });

  test('goes on when the user types right behind the region', () => {
    const session = new EditSession(file, from, to);
    session.observe(session.text.replace('\nend', 'more\nend'));
    expect(session.state).toBe('following');
    expect(finish(session, 'g\n')).toBe('import a\n\ng\nmore\nend\n');
  });

  test('stops streaming when the user types inside the region', () => {
    const session = new EditSession(file, from, to);
    expect(session.observe(file.replace('two()', 'two(2)'))).toBe('diverged');
    expect(session.next('function g() {\n')).toEqual([]);
  });

  test("is still finished when the user's line is one it leaves alone", () => {
    const session = new EditSession(file, from, to);
    session.observe(file.replace('two()', 'two(2)'));
    const text = finish(session, 'function g() {\n  one();\n  two();\n}\n');
    expect(text).toBe(file.replace('two()', 'two(2)').replace('function f', 'function g'));
  });

  test("is refused when it would overwrite the user's line", () => {
    const session = new EditSession(file, from, to);
    session.observe(file.replace('two()', 'two(2)'));
    expect(session.finish('function f() {\n  one();\n  zwei();\n}\n')).toBeUndefined();
  });

  test("taken back keeps the user's line inside the region", () => {
    const session = new EditSession(file, from, to);
    step(session, 'function g() {\n');
    session.observe(session.text.replace('two()', 'two(2)'));
    expect(applySplices(session.text, session.rollback() ?? [])).toBe(file.replace('two()', 'two(2)'));
  });

  test.each([
    ['all', 'uno();\n  due();\n  '],
    ['the first', 'uno();\n  '],
    ['the last', 'due();\n  '],
  ])('is not finished when the user takes out %s of its lines, by an undo for one', (_, undone) => {
    const session = new EditSession(file, from, to);
    step(session, 'function f() {\n  uno();\n  due();\n');
    session.observe(session.text.replace(undone, ''));
    expect(session.finish('function f() {\n  uno();\n  due();\n  tre();\n}\n')).toBeUndefined();
  });

  test('is finished when the user takes out an old line that it keeps', () => {
    const session = new EditSession(file, from, to);
    step(session, 'function g() {\n');
    session.observe(session.text.replace('  two();\n', ''));
    expect(finish(session, 'function g() {\n  one();\n  two();\n}\n')).toBe(
      file.replace('function f', 'function g').replace('  two();\n', ''),
    );
  });

  test('that only adds is not finished when the user takes out what it has added', () => {
    const session = new EditSession('above\n', 6, 6);
    step(session, 'one\ntwo\n');
    session.observe('above\n');
    expect(session.finish('one\ntwo\nthree\n')).toBeUndefined();
    expect(session.rollback()).toEqual([]);
  });

  test("never loses a character of the user's, at any moment and place", () => {
    const moments = fc.array(fc.tuple(fc.nat(80), fc.nat(200)), { minLength: 1, maxLength: 4 });
    holds(
      fc.property(someText, someText, moments, (original, final, typed) => {
        const session = new EditSession(`above\n${original}below\n`, 6, 6 + original.length);
        for (const [cut, place] of typed) {
          step(session, wholeLines(final.slice(0, cut)));
          const at = place % (session.text.length + 1);
          session.observe(`${session.text.slice(0, at)}§${session.text.slice(at)}`);
        }
        const splices = session.finish(final) ?? session.rollback() ?? [];
        expect(applySplices(session.text, splices).split('§')).toHaveLength(typed.length + 1);
      }),
      { numRuns: 500 },
    );
  });
});

test('whole lines leave out the line that is still being written, and a CR that may become CRLF', () => {
  expect(wholeLines('a\nb\nc')).toBe('a\nb\n');
  expect(wholeLines('a\r\nb\r')).toBe('a\r\n');
});

/** Proposes, applies, and tells the session; gives the document. */
function step(session: EditSession, soFar: string): string {
  const splices = session.next(soFar);
  session.applied(splices);
  return session.text;
}

function finish(session: EditSession, newText: string): string {
  const splices = session.finish(newText);
  if (splices === undefined) throw new Error('refused');
  return applySplices(session.text, splices);
}
