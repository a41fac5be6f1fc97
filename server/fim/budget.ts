// How many tokens a text costs, and how much of a document goes into a prompt.

/** Characters per token before anything is known: code in Mistral's tokenizer (facts/completion-engines.md, "start 3.2"). */
export const usualCharactersPerToken = 3.2;

/** Estimated tokens of a text. */
export function estimateTokens(text: string, charactersPerToken = usualCharactersPerToken): number {
  return Math.ceil(text.length / charactersPerToken);
}

/** How a prompt's budget is divided. The prefix says most of what comes next; unused parts go to the prefix. */
export interface Budget {
  /** All in characters. */
  readonly prefix: number;
  readonly suffix: number;
  readonly snippets: number;
}

/** Splits a budget in tokens: prefix 45%, suffix 15%, snippets 40% (Continue 30/20/50, Cody 60/10/20, Copilot 35/15/50). */
export function divideBudget(tokens: number, charactersPerToken = usualCharactersPerToken): Budget {
  const characters = tokens * charactersPerToken;
  return {
    prefix: Math.floor(characters * 0.45),
    suffix: Math.floor(characters * 0.15),
    snippets: Math.floor(characters * 0.4),
  };
}
