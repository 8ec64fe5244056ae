/** How many problems the first is better on, makes no difference on, is worse on. */
export interface SignCounts {
  readonly better: number;
  readonly equal: number;
  readonly worse: number;
}

/**
 * How likely each of three outcomes is the most frequent one among problems like those that were counted: the
 * Bayesian sign test. Before any problem was seen, one more is supposed to be equal.
 *
 * @returns three probabilities that add up to 1
 * @see [Benavoli2017]
 *
 * @example
 * ```ts
 * import { signPosterior } from '@tune/compare';
 * signPosterior({ better: 4, equal: 0, worse: 0 }).better; // 0.9375
 * ```
 */
export function signPosterior({ better, equal, worse }: SignCounts): SignCounts {
  const counts = [better, equal + 1, worse] as const;
  const [first, , third] = counts.map((count, index) => {
    const [b, c] = counts.filter((_, other) => other !== index) as [number, number];
    return largest(count, b, c);
  }) as [number, number, number];
  // The middle one by the difference, so that rounding does not show.
  return { better: first, equal: Math.max(0, 1 - first - third), worse: third };
}

/**
 * The probability that the first of three shares is the largest, if they are Dirichlet distributed: equally, the first
 * of three gamma distributed numbers. For whole shapes the integral is a finite sum.
 */
function largest(a: number, b: number, c: number): number {
  if (a === 0) return 0;
  const both = b === 0 || c === 0 ? 0 : above(a, b, c);
  return 1 - above(a, b) - above(a, c) + both;
}

/** The probability that gamma distributed numbers of shape b, and c if given, are above one of shape a. */
function above(a: number, b: number, c?: number): number {
  const sides = c === undefined ? 2 : 3;
  let sum = 0;
  // The first term of a row: (a + i - 1)! / ((a - 1)! i!) / sides^(a + i), and along the row by its ratio.
  let row = sides ** -a;
  for (let i = 0; i < b; i++) {
    let term = row;
    for (let j = 0; j < (c ?? 1); j++) {
      sum += term;
      term *= (a + i + j) / (j + 1) / sides;
    }
    row *= (a + i) / (i + 1) / sides;
  }
  return sum;
}
