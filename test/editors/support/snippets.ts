// The set-ups that the documentation shows, as the tests load them: what a newcomer copies is what is tested.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './editors.ts';

/**
 * The fenced code block of a Markdown file that stands behind the heading `heading`. `PATH/TO/codestral-lsp` in it becomes
 * this repository's folder. Throws when there is no such block.
 */
export function snippet(file: string, heading: string): string {
  const text = readFileSync(join(repository, file), 'utf8');
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  const block = /^```\w+\n([\s\S]*?)^```$/m.exec(section ?? '')?.[1];
  if (block === undefined) throw new Error(`${file} has no code block under the heading "${heading}"`);
  return block.replaceAll('PATH/TO/codestral-lsp', repository);
}

/** All fenced code blocks of a language in a Markdown file. Throws when there is none. */
export function blocks(file: string, language: string): readonly string[] {
  const text = readFileSync(join(repository, file), 'utf8');
  const found = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter((block) => block[1] === language);
  if (found.length === 0) throw new Error(`${file} has no ${language} block`);
  return found.map(([, , code = '']) => code);
}
