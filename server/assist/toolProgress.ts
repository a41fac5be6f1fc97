// What the user reads while tools run.
import { readToolCall, type ToolName, type ToolRequest } from '../chat/tools.ts';
import type { ToolCall } from '../model/parts.ts';

/** A few words about the calls of one turn, such as `Reading src/a.ts`. */
export function progressOf(calls: readonly ToolCall[], offered: readonly ToolName[]): string {
  const words = calls.map((call) => {
    const read = readToolCall(call, offered);
    return read.kind === 'request' ? wordsFor(read.request) : 'Trying a tool';
  });
  const [first = ''] = words;
  return words.length > 1 ? `${first}, and ${words.length - 1} more` : first;
}

function wordsFor(request: ToolRequest): string {
  switch (request.tool) {
    case 'read_file':
      return `Reading ${short(request.path)}`;
    case 'list_files':
      return `Listing ${short(request.folder === '' ? 'files' : request.folder)}`;
    case 'search_text':
      return `Searching for ${short(request.query)}`;
    case 'diagnostics':
      return 'Looking at problems';
    case 'outline':
      return `Looking over ${short(request.path)}`;
    case 'edit_file':
      return `Changing ${short(request.path)}`;
  }
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `…${line.slice(-59).replace(/^[\udc00-\udfff]/, '')}` : line;
}
