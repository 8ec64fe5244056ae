import { signedRankDistribution } from './signed-ranks.ts';

/** The differences that are not zero by size, and twice their midranks, which are whole numbers. */
function rank(differences: readonly number[]): { sizes: number[]; ranks: number[] } {
  const sizes = differences.filter((d) => d !== 0).toSorted((a, b) => Math.abs(a) - Math.abs(b));
  const ranks = new Array<number>(sizes.length);
  for (let from = 0; from < sizes.length;) {
    let to = from;
    while (to < sizes.length && Math.abs(sizes[to]!) === Math.abs(sizes[from]!)) to++;
    ranks.fill(from + to + 1, from, to);
    from = to;
  }
  return { sizes, ranks };
}

/**
 * Two-sided exact p-value of Wilcoxon's signed-rank test on paired differences: the share of the 2^n
 * sign patterns at least as lopsided as this one. Zeros are dropped, equal sizes share their ranks.
 *
 * @param differences  n paired differences; Infinity is larger than all others
 * @returns in (0, 1]; 1 where nothing differs
 * @see [Wilcoxon1945]
 */
export function wilcoxon(differences: readonly number[]): number {
  const { sizes, ranks } = rank(differences);
  const n = sizes.length;
  if (n === 0) return 1;
  const total = n * (n + 1);
  const positive = ranks.reduce((sum, rank, i) => (sizes[i]! > 0 ? sum + rank : sum), 0);
  const extreme = Math.max(positive, total - positive);
  const probability = signedRankDistribution(ranks);
  let tail = 0;
  for (let s = extreme; s <= total; s++) tail += probability[s]!;
  return Math.min(1, 2 * tail);
}

/**
 * The sum of signed ranks: negative where the differences are mostly below zero. It says which side
 * a significant {@link wilcoxon} speaks for.
 */
export function signedRankSum(differences: readonly number[]): number {
  const { sizes, ranks } = rank(differences);
  return ranks.reduce((sum, rank, i) => sum + (Math.sign(sizes[i]!) * rank) / 2, 0);
}
