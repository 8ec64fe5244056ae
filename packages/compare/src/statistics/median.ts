/** The middle of a list, the mean of the two middles of an even one; undefined for none. Infinity sorts last. */
export function median(values: Iterable<number>): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : midpoint(sorted[half - 1], sorted[half]);
}

/** Halved first: the sum of two large numbers may be too large. */
function midpoint(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a / 2 + b / 2;
}

/** The least value that half of a list does not exceed; undefined for none. Infinity sorts last. */
export function lowerMedian(values: Iterable<number>): number | undefined {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.ceil(sorted.length / 2) - 1];
}
