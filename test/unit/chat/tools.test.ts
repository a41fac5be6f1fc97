import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definitionsOf, readToolCall, type ToolName, toolDefinitions } from '../../../server/chat/tools.ts';
import { holds } from '../../support/holds.ts';

const all: readonly ToolName[] = toolDefinitions.map(({ name }) => name);

describe('reading a tool call', () => {
  test.each([
    ['read_file', '{"path":"a.ts"}', { tool: 'read_file', path: 'a.ts', lines: undefined }],
    ['read_file', '{"path":"a.ts","from":"3","to":9}', { tool: 'read_file', path: 'a.ts', lines: { from: 3, to: 9 } }],
    ['list_files', '', { tool: 'list_files', folder: '', pattern: undefined }],
    ['diagnostics', '{"path":null}', { tool: 'diagnostics', path: undefined }],
    [
      'search_text',
      '{"query":"a+","regex":"true","other":1}',
      { tool: 'search_text', query: 'a+', regex: true, ignoreCase: false, folder: '', pattern: undefined },
    ],
    [
      'edit_file',
      '{"path":"a","oldText":"","newText":"x"}',
      { tool: 'edit_file', path: 'a', oldText: '', newText: 'x' },
    ],
  ])('%s %s is understood', (name, input, request) => {
    expect(readToolCall({ name, input }, all)).toEqual({ kind: 'request', request });
  });

  test.each([
    ['rm_rf', '{}', /no tool "rm_rf".*read_file/],
    ['edit_file', '{"path":"a","oldText":"b"}', /needs the argument newText/],
    ['read_file', '{"path":', /not a JSON object/],
    ['read_file', '["a"]', /not a JSON object/],
    ['read_file', '{"path":7}', /path, a string/],
    ['read_file', '{"path":"a","from":0}', /from of read_file must be a line number/],
    ['read_file', '{"path":"a","from":9,"to":3}', /Line 3 comes before line 9/],
    ['search_text', '{"query":""}', /empty/],
    ['search_text', `{"query":"${'a'.repeat(2000)}"}`, /too long/],
  ])('%s %s is a problem told to the model', (name, input, message) => {
    const read = readToolCall({ name, input }, all);
    expect(read.kind === 'problem' && read.message).toMatch(message);
  });

  test('a tool that was not offered does not exist', () => {
    expect(readToolCall({ name: 'edit_file', input: '{}' }, ['read_file']).kind).toBe('problem');
  });

  test('never throws, whatever the model sends', () => {
    holds(
      fc.property(fc.constantFrom(...all), fc.oneof(fc.json(), fc.string()), (name, input) => {
        expect(['request', 'problem']).toContain(readToolCall({ name, input }, all).kind);
      }),
    );
  });
});

test('definitions keep to the rules of Mistral: plain names, an object of arguments', () => {
  for (const { name, parameters } of definitionsOf(all)) {
    expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(parameters).toMatchObject({ type: 'object' });
  }
});
