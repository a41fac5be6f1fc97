// What Mistral's own error codes mean, and what to do about them. Source: the error bodies collected in the tests' fake.
import type { ErrorFacts, Explanation } from './peer.ts';

/** Words for the settings that cure a refusal. */
export interface MistralSettings {
  readonly model: string;
  /** `completion.model` or `chat.model` */
  readonly modelSetting: string;
}

/** Overload passes in seconds, unlike a spent rate, so it is tried again soon. */
const capacityPauseMs = 2000;

/** The meaning of what only Mistral says; `undefined` leaves the answer to the general rules. */
export function explainMistral(facts: ErrorFacts, settings: MistralSettings): Explanation | undefined {
  const { model, modelSetting } = settings;
  if (facts.code === '3505' || facts.code === '3810') {
    const hint = `Mistral has too little capacity for ${model} at the moment. It is asked again in a few seconds.`;
    return { kind: 'rate-limit', hint, retryAfterMs: facts.retryAfterMs ?? capacityPauseMs };
  }
  if (facts.code === '1500' || facts.type === 'invalid_model') {
    const hint = `Mistral does not know the model ${model}. Correct \`${modelSetting}\`; \`codestral-lsp models\` lists what your key may use.`;
    return { kind: 'refused', hint };
  }
  if (/FIM is not enabled/i.test(facts.message)) {
    const hint = `The model ${model} cannot fill in the middle. Choose codestral-latest in \`${modelSetting}\`.`;
    return { kind: 'refused', hint };
  }
  if (/too large for model/i.test(facts.message)) {
    const [asked, most] = facts.message.match(/\d{3,}/g) ?? [];
    const numbers = asked === undefined || most === undefined ? '' : ` (${asked} tokens, at most ${most})`;
    const hint = `The request is too long for ${model}${numbers}. Lower \`completion.contextTokens\`, or send less with your question.`;
    return { kind: 'refused', hint };
  }
  if (facts.code === '3230' || facts.code === '3280') {
    const hint = `Mistral refuses the form of this conversation (code ${facts.code}). Begin a new one; if that fails too, please report it.`;
    return { kind: 'refused', hint };
  }
  return undefined;
}
