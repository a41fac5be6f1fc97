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
  /** The token before is known nowhere else and was skipped. */
  readonly skipping: boolean;
}

/** Weights of the features for a new token and for the rest of a half-typed word; printed by `test/eval/ngramFit.ts`. */
const NEW_TOKEN: readonly number[] = [
  -1.716, 0.466, -0.037, 0.165, -0.161, 0.207, 0.063, -0.082, -0.022, 0.14, -0.187, 0.21, 0.074, 0.201, -0.261, 0.163,
  0.097, 0.489, -0.247, 0.113, -0.197, -0.053, -0.591, 0.071, -0.53, 0.259, 0, 0, 0,
];
const REST_OF_WORD: readonly number[] = [
  0.27, 0.633, 1.185, -0.536, -0.215, 0.138, -0.489, -0.132, -0.887, -0.062, 0.513, -0.329, 0.133, 0.468, -0.753,
  -0.014, -2.373, 0.366, -0.198, 0.375, -0.242, -0.476, -0.008, 0, 0.27, 0.092, 0.168, -0.231, -0.058,
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
    setting.skipping ? 1 : 0,
    setting.skipping ? evidence.share : 0,
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
