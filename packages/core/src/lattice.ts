import type { Conditions } from './conditions.ts';
import type { Choice, Entries } from './parameter/parameter.ts';

/** A finite set of points of a space, by index. */
export interface Lattice {
  /** How many points; Infinity where a parameter has infinitely many levels. */
  readonly size: number;
  /** The point of an index of 0 .. size - 1, names in the space's order; all are different. */
  at(index: number): Record<string, Choice>;
}

/**
 * The points that have one of `levels[j]` values for the j-th parameter: all of its own where that is
 * how many it has, else the middles of equal shares. Parameters whose condition does not hold are
 * left out and counted once. The first name changes fastest.
 */
export function latticeOf(
  entries: Entries,
  { children, holds, parents }: Conditions,
  levels: readonly number[],
): Lattice {
  const valueAt = (index: number, level: number): Choice => {
    const parameter = entries[index]![1];
    const count = levels[index]!;
    return count === parameter.levels
      ? parameter.level(level)
      : parameter.decode((level + 0.5) / count);
  };
  const product = (indices: readonly number[]): number =>
    indices.reduce((total, index) => total * sizes[index]!, 1);
  const hanging = (index: number, value: Choice): number[] =>
    children[index]!.filter((child) => holds(child, value));

  // Of each parameter: the points of itself and of all that hangs on it; and where in them each of
  // its levels begins, which only a parameter with children needs.
  const sizes: number[] = [];
  const begins: (readonly number[])[] = [];
  const measure = (index: number): void => {
    children[index]!.forEach(measure);
    if (children[index]!.length === 0) {
      sizes[index] = levels[index]!;
      return;
    }
    let total = 0;
    begins[index] = Array.from({ length: levels[index]! }, (_, level) => {
      const begin = total;
      total += product(hanging(index, valueAt(index, level)));
      return begin;
    });
    sizes[index] = total;
  };
  const roots = entries.flatMap((_, index) => (parents[index] === undefined ? [index] : []));
  roots.forEach(measure);

  const spread = (indices: readonly number[], place: number, into: Map<string, Choice>): void => {
    let rest = place;
    for (const index of indices) {
      const here = rest % sizes[index]!;
      rest = Math.floor(rest / sizes[index]!);
      const starts = begins[index];
      const level = starts === undefined ? here : starts.findLastIndex((begin) => begin <= here);
      const value = valueAt(index, level);
      into.set(entries[index]![0], value);
      if (starts !== undefined) spread(hanging(index, value), here - starts[level]!, into);
    }
  };
  return {
    size: product(roots),
    at(index) {
      const values = new Map<string, Choice>();
      spread(roots, index, values);
      return Object.fromEntries(
        entries.flatMap(([name]) => (values.has(name) ? [[name, values.get(name)!]] : [])),
      );
    },
  };
}
