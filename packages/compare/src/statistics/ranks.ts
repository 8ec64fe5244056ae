/**
 * The rank of each value among all, 1 for the smallest; equal ones share the mean of their ranks.
 *
 * @example
 * ```ts
 * import { midranks } from '@tune/compare';
 * midranks([0.3, 0.1, 0.3, Infinity]); // [2.5, 1, 2.5, 4]
 * ```
 */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a]! < values[b]! ? -1 : 1));
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let place = from; place < to; place++) ranks[order[place]!] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}
