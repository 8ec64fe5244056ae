/** How often a claim about two equal sides may be wrong, over all looks at a comparison together. */
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

/**
 * The estimate has to agree: what a sequential test once found stays found, although later repeats may speak
 * against it. A side is better only by at least the rope.
 *
 * @param estimate  of the differences
 */
export function decide(signs: Signs, estimate: number, rope: number): Answer {
  if (signs.isBelowRope && signs.isAboveRope && Math.abs(estimate) <= rope) return 'equal';
  if (signs.isBelowZero && estimate <= -rope) return 'better';
  return signs.isAboveZero && estimate >= rope ? 'worse' : 'unknown';
}
