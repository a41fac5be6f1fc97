// How likely a guess is right: the evidence, weighed by what was right and wrong in real code.
import type { Evidence } from './votes.ts';

/** Where the guess stands. */
export interface Setting {
  /** Typed characters of the word it completes; 0 when it is a new token. */
  readonly partialLength: number;
  /** The guess is that the line ends here. */
  readonly endsLine: boolean;
  /** The guess is a word. */
  readonly isWord: boolean;
  /** Words stand before the cursor as in a sentence: comments and texts repeat less than code. */
  readonly inProse: boolean;
}

/** Weights of the features for a new token and for the rest of a half-typed word; printed by `test/eval/ngramFit.ts`. */
const NEW_TOKEN: readonly number[] = [
  -2.622, 0.614, -0.491, 0.28, -0.137, 0.269, 0.331, 0.087, 0.696, -0.036, -0.333, 0.708, 0.01, 0.149, 0.192, -0.177,
  -0.433, 0.145, 0.474, 0.005, 0.234,
];
const REST_OF_WORD: readonly number[] = [
  0.154, 0.71, 0.656, -0.662, -0.215, 0.29, 1.009, -0.167, -0.43, 0.07, 0.607, -0.036, 0.283, 0.397, -0.955, 0, 0.154,
  -0.082, 0.118, -0.259, -0.151,
];

/** The probability that a guess with these features is right (logistic regression). */
export function confidence(features: readonly number[], restOfWord: boolean): number {
  const weights = restOfWord ? REST_OF_WORD : NEW_TOKEN;
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += (weights[index] ?? 0) * (features[index] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

/** The evidence as numbers, in the order of the weights. */
export function featuresOf(evidence: Evidence, setting: Setting): number[] {
  const { estimate, second } = evidence;
  const seen = Math.log2(1 + evidence.places);
  return [
    1,
    logit(estimate),
    estimate - second,
    Math.min(evidence.matched, 4),
    Math.max(0, Math.min(evidence.matched, 8) - 4),
    Math.max(0, evidence.matched - 8),
    evidence.longest - evidence.matched,
    seen,
    evidence.share,
    evidence.share * seen,
    evidence.share === 1 ? 1 : 0,
    evidence.shareOfOne,
    Math.log2(1 + evidence.placesOfOne),
    Math.log2(1 + evidence.own),
    evidence.own > 0 ? 1 : 0,
    setting.endsLine ? 1 : 0,
    setting.isWord ? 1 : 0,
    setting.inProse ? 1 : 0,
    Math.min(setting.partialLength, 6),
    setting.partialLength === 1 ? 1 : 0,
    setting.partialLength === 2 ? 1 : 0,
  ];
}

function logit(probability: number): number {
  const clipped = Math.max(0.001, Math.min(0.9995, probability));
  return Math.log(clipped / (1 - clipped));
}
