// Bytes to messages: server-sent events or JSON lines. Pure; fed with text in pieces of any size.
import { createParser } from 'eventsource-parser';

export type Frame =
  | { readonly kind: 'data'; readonly data: string; readonly event: string | undefined }
  /** A comment or another sign of life without content, such as OpenRouter's `: OPENROUTER PROCESSING`. */
  | { readonly kind: 'alive' }
  /** The `[DONE]` that ends OpenAI-style streams. */
  | { readonly kind: 'done' };

export interface FrameReader {
  /** Takes the next piece of text and gives the frames that it completes. */
  push(text: string): readonly Frame[];
  /** The input is over: gives what can still be read as a frame. */
  end(): readonly Frame[];
}

/** How an answer is written. `json` is one document: a server that was asked to stream and did not. */
export type FrameFormat = 'sse' | 'json-lines' | 'json';

export function frameReader(format: FrameFormat): FrameReader {
  switch (format) {
    case 'sse':
      return sseReader();
    case 'json-lines':
      return lineReader();
    case 'json':
      return wholeReader();
  }
}

/** Server-sent events. An event that the end of the input cuts is dropped, as the standard says. */
function sseReader(): FrameReader {
  let frames: Frame[] = [];
  const parser = createParser({
    onEvent: (event) => {
      frames.push(
        event.data.trim() === '[DONE]' ? { kind: 'done' } : { kind: 'data', data: event.data, event: event.event },
      );
    },
    onComment: () => frames.push({ kind: 'alive' }),
    // llama.cpp has sent failures as a field `error:`, which the standard does not know.
    onError: (error) => {
      if (error.field === 'error') frames.push({ kind: 'data', data: error.value ?? '', event: 'error' });
    },
  });
  let last = '';
  return {
    push(text) {
      frames = [];
      parser.feed(text);
      last = text === '' ? last : text.slice(-1);
      return frames;
    },
    end() {
      frames = [];
      // The parser waits behind a CR for the LF that may belong to it; at the end of the input none will come.
      if (last === '\r') parser.feed('\n');
      return frames;
    },
  };
}

/** One JSON document per line; the last line needs no line break. */
function lineReader(): FrameReader {
  let rest = '';
  const framesOf = (lines: readonly string[]): readonly Frame[] =>
    lines
      .filter((line) => line.trim() !== '')
      .map((line): Frame => ({ kind: 'data', data: line.trim(), event: undefined }));
  return {
    push(text) {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      return framesOf(lines);
    },
    end() {
      const last = rest;
      rest = '';
      return framesOf([last]);
    },
  };
}

function wholeReader(): FrameReader {
  const pieces: string[] = [];
  return {
    push(text) {
      pieces.push(text);
      return [];
    },
    end() {
      const data = pieces.join('');
      return data.trim() === '' ? [] : [{ kind: 'data', data, event: undefined }];
    },
  };
}
