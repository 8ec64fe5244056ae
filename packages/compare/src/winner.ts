import { allSignificant } from './statistics.ts';
import { leastPValue, signedRankSum, wilcoxon } from './wilcoxon.ts';

/** Differences that chance alone would show less often than this allow a winner. */
export const SIGNIFICANCE = 0.05;

/**
 * The best loss of each repeat, in one order for all: Infinity where nothing was complete, undefined
 * where the repeat was cut short and cannot be compared.
 */
export type Losses = readonly (number | undefined)[];

/**
 * Whether one strategy is better than every rival beyond chance: paired exact two-sided Wilcoxon
 * signed-rank tests over the repeats, all of them significant after Holm's correction, and all in its
 * favor. Repeats that one of a pair lacks are left out of that pair; against a repeat without a value
 * every value is the better one, and by more than any two values differ.
 */
export function isWinner(own: Losses, rivals: readonly Losses[]): boolean {
  if (rivals.length === 0) return false;
  const pairs = rivals.map((rival) =>
    own.flatMap((loss, repeat) => {
      const other = rival[repeat];
      return loss === undefined || other === undefined ? [] : [loss === other ? 0 : loss - other];
    }),
  );
  return (
    pairs.every((differences) => signedRankSum(differences) < 0) &&
    allSignificant(pairs.map(wilcoxon), SIGNIFICANCE)
  );
}

/** The fewest repeats whose clearest outcome is significant against so many rivals: 7 against two. */
export function leastRepeats(rivals: number): number {
  let repeats = 1;
  while (leastPValue(repeats) > SIGNIFICANCE / Math.max(1, rivals)) repeats++;
  return repeats;
}
