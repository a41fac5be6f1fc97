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
  -1.624, 0.47, -0.006, 0.14, -0.159, 0.206, -0.052, -0.092, 0.034, 0.132, -0.246, 0.147, 0.066, 0.211, -0.27, 0.147,
  -0.036, 0.491, -0.252, 0.106, -0.202, 0.125, -0.459, 0.308, 0, 0, 0,
];
const REST_OF_WORD: readonly number[] = [
  0.011, 0.657, 0.955, -0.531, -0.25, 0.162, -0.306, -0.037, -0.304, -0.172, 0.496, -0.213, 0.161, 0.462, -0.698,
  -0.033, -2.481, 0.383, -0.196, 0.39, -0.273, 0, 0.011, -0.075, 0.163, -0.237, -0.048,
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
    evidence.nearest === undefined ? 0 : evidence.nearest ? 1 : -1,
    evidence.renamed,
    evidence.beyond,
    evidence.beyondOfOthers,
    evidence.renamed * evidence.beyond,
    evidence.beyond * evidence.share,
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
