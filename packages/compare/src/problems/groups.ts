import type { ProblemsPair } from './problems-comparison.ts';

/**
 * Runs of strategies, next to each other by rank, of which no pair is told apart: the longest ones, of two
 * or more.
 *
 * @param names  by rank
 */
export function groupsOf(
  names: readonly string[],
  pairs: readonly Pick<ProblemsPair, 'first' | 'second' | 'answer'>[],
): string[][] {
  const toldApart = new Set(
    pairs.flatMap(({ first, second, answer }) =>
      answer === 'better' || answer === 'worse'
        ? [`${names.indexOf(first)} ${names.indexOf(second)}`]
        : [],
    ),
  );
  const groups: string[][] = [];
  let reached = 0;
  for (let from = 0; from < names.length; from++) {
    let to = from + 1;
    const isAlike = (next: number): boolean =>
      names.slice(from, next).every((_, offset) => !toldApart.has(`${from + offset} ${next}`));
    while (to < names.length && isAlike(to)) to++;
    // One that ends where another one ended lies within it.
    if (to > reached && to - from > 1) groups.push(names.slice(from, to));
    reached = Math.max(reached, to);
  }
  return groups;
}
