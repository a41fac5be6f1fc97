// Characters per token, learned from what providers report, per language.
import { usualCharactersPerToken } from '../fim/budget.ts';

/** How fast a report moves the estimate; prompts differ, so one of them says little. */
const weight = 0.2;

export class Calibration {
  readonly #byLanguage = new Map<string, number>();

  /** Characters per token for a language. */
  charactersPerToken(languageId: string): number {
    return this.#byLanguage.get(languageId) ?? usualCharactersPerToken;
  }

  /** A prompt of `characters` was billed as `tokens` input tokens. Reports outside reason (0.8 to 8) are ignored. */
  learn(languageId: string, characters: number, tokens: number): void {
    if (characters < 200 || tokens <= 0) return;
    const seen = characters / tokens;
    if (seen < 0.8 || seen > 8) return;
    const before = this.charactersPerToken(languageId);
    this.#byLanguage.set(languageId, before + weight * (seen - before));
  }
}
