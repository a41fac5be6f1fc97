// Lisps: the closers at an answer's end are computed from the forms around it, the only case in which text is added.
import { lex } from './lexer.ts';
import { insideText, outside } from './nesting.ts';
import type { Site } from './site.ts';

/**
 * `text` with the closers it needs: those of its own forms always; those of the enclosing forms when the model closed
 * any of them, as far as nothing behind the cursor does.
 */
export function closeForms(site: Site, text: string): string {
  const end = lex(site.language, text, site.before).nesting;
  if (insideText(end) || text.trim() === '') return text;
  const body = text.replace(/[\s)\]}]+$/, '');
  const given = text.slice(body.length).replace(/\s/g, '').length;
  const { nesting, low } = lex(site.language, body, site.before);
  const { stack } = nesting;
  const provided = lex(site.language, site.rest, outside).unmatched.length + site.closers.length;
  const own = stack.length - low;
  const all = Math.max(0, stack.length - provided);
  const count = given > own ? all : Math.min(own, Math.max(all, 0));
  const closers = stack
    .slice(stack.length - Math.min(count, stack.length))
    .reverse()
    .map((frame) => frame.close);
  const trailing = site.rest.trim() === '' ? '' : (/\s*$/.exec(text)?.[0] ?? '');
  return closers.length === 0 && given === 0 ? text : body + closers.join('') + trailing;
}
