/** The middle of a list, the mean of the two middles of an even one; undefined for none. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1]! + sorted[half]!) / 2;
}

/**
 * Whether all p-values together are significant at a level: the smallest against level / m, the next
 * against level / (m - 1), and so on.
 * @see [Holm1979]
 */
export function allSignificant(pValues: readonly number[], level: number): boolean {
  return pValues.toSorted((a, b) => a - b).every((p, i, all) => p <= level / (all.length - i));
}
