/** Where a number belongs in a list that ascends by `numberOf`: before the first item that is not smaller. */
export function placeOf<T>(
  ascending: readonly T[],
  number: number,
  numberOf: (item: T) => number,
): number {
  let [from, to] = [0, ascending.length];
  // Most belong at the end.
  if (to === 0 || numberOf(ascending[to - 1]!) < number) return to;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (numberOf(ascending[middle]!) < number) from = middle + 1;
    else to = middle;
  }
  return from;
}
