// How the document around the cursor is indented: by tabs or spaces, and whether it keeps to one step.
import { indentWidth } from '../text/indent.ts';
import type { Language } from '../text/languages.ts';

export type Tabs = 'tabs' | 'spaces' | 'either';

/** What the lines are indented by; `either` when both or none occur. */
export function tabsOf(text: string): Tabs {
  const tabs = /^\t/m.test(text);
  const spaces = /^ {2,}\S/m.test(text);
  if (tabs === spaces) return 'either';
  return tabs ? 'tabs' : 'spaces';
}

/** At least three blocks, and all, begin one `unit` (in columns) deeper than the line that opens them. */
export function isSteady(language: Language, text: string, unit: number): boolean {
  let kept = 0;
  let other = 0;
  let above = '';
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    // Half a step anywhere speaks against a step of four.
    if (unit === 4 && indentWidth(line) % 4 === 2) return false;
    if (opensCode(language, above)) {
      const step = indentWidth(line) - indentWidth(above);
      if (step === unit) kept++;
      else if (step > 0) other++;
    }
    above = line.trimEnd();
  }
  return kept >= 3 && other === 0;
}

/** Behind `(`, `[` and `${` lines are often indented by another step; a colon ends other lines too. */
function opensCode(language: Language, line: string): boolean {
  if (!language.opener.test(line.trim()) || /[([]$|\$\{$/.test(line)) return false;
  if (language.block !== 'indentation') return true;
  return /^\s*(?:async|case|class|def|elif|else|except|finally|for|if|match|try|while|with)\b/.test(line);
}
