// Error bodies of every shape that was seen, and what must not be repeated from them.
import { describe, expect, test } from 'vitest';
import { errorFacts, isErrorMessage, retryAfter } from '../../../server/providers/errorFacts.ts';
import { quotable } from '../../../server/providers/failures.ts';

const facts = (body: unknown, headers: Record<string, string> = {}) =>
  errorFacts(400, typeof body === 'string' ? body : JSON.stringify(body), new Headers(headers), 0);

describe('shapes', () => {
  test.each([
    ['Mistral', { object: 'error', message: 'M', type: 't', code: '1500' }, { message: 'M', type: 't', code: '1500' }],
    ['a number as code', { message: 'M', code: 3505 }, { message: 'M', code: '3505' }],
    ['no code', { message: 'M', code: null }, { message: 'M', code: '' }],
    ['OpenAI', { error: { message: 'M', type: 't', code: 'c' } }, { message: 'M', type: 't', code: 'c' }],
    ['Ollama', { error: 'M' }, { message: 'M' }],
    ['FastAPI text', { detail: 'M' }, { message: 'M' }],
    ['a list around it', [{ error: { message: 'M' } }], { message: 'M' }],
    ['plain text', 'M happened', { message: 'M happened' }],
    ['nothing', '', { message: '' }],
    ['a web page', '<!DOCTYPE html><p>M</p>', { message: '', webPage: true }],
    ['null', 'null', { message: '' }],
  ])('%s', (_, body, expected) => {
    expect(facts(body)).toMatchObject(expected);
  });

  test.each([
    ['plain', { detail: [{ type: 'missing', loc: ['body', 'a', 0], input: 'secret' }] }],
    ['nested', { message: { detail: [{ type: 'missing', loc: ['body', 'a', 0], input: 'secret' }] } }],
    ['as text', { message: '{"detail":[{"type":"missing","loc":["body","a",0],"input":"secret"}]}' }],
  ])('a 422 names its fields and never the input: %s', (_, body) => {
    expect(facts(body).fields).toEqual(['a.0 (missing)']);
    expect(JSON.stringify(facts(body))).not.toContain('secret');
  });

  test('a body that nests without end is given up', () => {
    let body: unknown = 'deep';
    for (let depth = 0; depth < 50; depth++) body = { error: body };
    expect(facts(body).message).toBe('');
  });

  test('a limit of 0 requests means no quota at all', () => {
    expect(facts({}, { 'x-ratelimit-limit-req-minute': '0' }).noQuota).toBe(true);
    expect(facts({}, { 'x-ratelimit-limit-req-minute': '60' }).noQuota).toBe(false);
  });
});

test.each([
  ['12', 12_000],
  ['0.5', 500],
  ['Thu, 01 Jan 1970 00:01:40 GMT', 90_000],
  ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
  ['soon', undefined],
  ['-3', undefined],
  ['', undefined],
])('Retry-After %s', (value, expected) => {
  expect(retryAfter(new Headers({ 'retry-after': value }), 10_000)).toBe(expected);
});

test.each([
  [{ object: 'error', message: 'x' }, true],
  [{ error: { message: 'x' } }, true],
  [{ error: { code: 502 }, choices: [{ delta: {} }] }, true],
  [{ detail: 'x' }, true],
  [{ choices: [] }, false],
  [{ error: null, choices: [] }, false],
  [{ response: 'x', done: false }, false],
  ['text', false],
])('whether %j is an error inside a stream', (message, expected) => {
  expect(isErrorMessage(message)).toBe(expected);
});

describe('quoting', () => {
  test('harmless words are repeated, on one line', () => {
    expect(quotable('Model  is\nloading', ['key-123456', 'const a = 1;'])).toBe('Model is loading');
  });

  test('words that hold the key are not', () => {
    expect(quotable('Incorrect API key provided: key-123456', ['key-123456'])).toBe('');
  });

  test('words that hold a piece of the prompt are not, whatever its blanks', () => {
    expect(quotable('cannot parse "const launch = code(1)"', ['x;\nconst launch =\n  code(1);'])).toBe('');
  });

  test('a masked key is not repeated either', () => {
    expect(quotable('Incorrect API key provided: sk-proj-********wxyz', ['sk-proj-abcdefghijklmnopqrstuvwxyz'])).toBe(
      '',
    );
  });
});
