/** How often a claim about two equal sides may be wrong. */
export const SIGNIFICANCE = 0.05;

/** What is known of a pair: the first is better or worse, it makes no difference that matters, or unknown. */
export type Answer = 'better' | 'worse' | 'equal' | 'unknown';

/** What is beyond chance about the paired differences of losses, first minus second. */
export interface Signs {
  readonly isBelowZero: boolean;
  readonly isAboveZero: boolean;
  readonly isBelowRope: boolean;
  /** Above the negative rope. */
  readonly isAboveRope: boolean;
}

/** @param matters  whether the estimated difference is at least the rope */
export function decide(signs: Signs, matters: boolean): Answer {
  if (signs.isBelowRope && signs.isAboveRope) return 'equal';
  if (!matters) return 'unknown';
  if (signs.isBelowZero) return 'better';
  return signs.isAboveZero ? 'worse' : 'unknown';
}
