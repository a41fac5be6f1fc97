// Frames out of text in pieces.
import { expect, test } from 'vitest';
import { type Frame, type FrameFormat, frameReader } from '../../../server/providers/frames.ts';

function read(format: FrameFormat, ...pieces: string[]): readonly Frame[] {
  const reader = frameReader(format);
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

const data = (text: string, event?: string): Frame => ({ kind: 'data', data: text, event });

test('events end at a blank line, whatever the line ending', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    expect(read('sse', `data: a${end}${end}data: b${end}${end}`)).toEqual([data('a'), data('b')]);
  }
});

test('[DONE] and comments are told apart from data', () => {
  expect(read('sse', ': wait\n\ndata: a\n\ndata: [DONE]\n\n')).toEqual([
    { kind: 'alive' },
    data('a'),
    { kind: 'done' },
  ]);
});

test('several data lines are one text, and the name of an event is kept', () => {
  expect(read('sse', 'event: error\ndata: a\ndata: b\n\n')).toEqual([data('a\nb', 'error')]);
});

test('an event that the end cuts is dropped', () => {
  expect(read('sse', 'data: a\n\ndata: {"half":')).toEqual([data('a')]);
});

test('a field named error counts as an error event', () => {
  expect(read('sse', 'error: {"code":500}\n\n')).toEqual([data('{"code":500}', 'error')]);
});

test('JSON lines need no line break at the end, and blank lines are nothing', () => {
  expect(read('json-lines', '{"a":1}\r\n\n{"b"', ':2}')).toEqual([data('{"a":1}'), data('{"b":2}')]);
});

test('a JSON document is one frame; an empty one is none', () => {
  expect(read('json', '{"a"', ':1}')).toEqual([data('{"a":1}')]);
  expect(read('json', ' \n')).toEqual([]);
});
