import type { Conditions } from './conditions.ts';
import type { Choice, Entries } from './parameter/parameter.ts';

/** A finite set of points of a space, by index. */
export interface Lattice {
  /** How many points; Infinity where a parameter has infinitely many levels. */
  readonly size: number;
  /** The point of an index of 0 .. size - 1, names in the space's order; all are different. */
  at(index: number): Record<string, Choice>;
}

/** Consecutive levels of a parameter that the same others hang on. */
interface Run {
  /** The first of them. */
  readonly level: number;
  /** Where the points of the first begin, among those of the parameter. */
  readonly begin: number;
  /** How many points each of them has. */
  readonly size: number;
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

  // The first level here that is at or behind one of the parameter's own: both have the same order.
  const firstAt = (index: number, own: number): number => {
    let [from, to] = [0, levels[index]!];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      const isBefore = entries[index]![1].indexOf(valueAt(index, middle)) < own;
      [from, to] = isBefore ? [middle + 1, to] : [from, middle];
    }
    return from;
  };
  // What hangs on a level changes only at values of conditions; there may be billions of others.
  const edgesOf = (index: number): number[] => {
    const owns = new Set(children[index]!.flatMap((child) => parents[child]!.levels));
    const edges = [...owns].flatMap((own) => [firstAt(index, own), firstAt(index, own + 1)]);
    return [...new Set([0, ...edges])]
      .filter((edge) => edge < levels[index]!)
      .toSorted((a, b) => a - b);
  };

  // Of each parameter: the points of itself and of all that hangs on it; and the runs of its levels,
  // which only a parameter with children needs.
  const sizes: number[] = [];
  const runs: (readonly Run[])[] = [];
  const measure = (index: number): void => {
    children[index]!.forEach(measure);
    if (children[index]!.length === 0) {
      sizes[index] = levels[index]!;
      return;
    }
    let total = 0;
    runs[index] = edgesOf(index).map((level, at, edges) => {
      const begin = total;
      const size = product(hanging(index, valueAt(index, level)));
      total += size * ((edges[at + 1] ?? levels[index]!) - level);
      return { level, begin, size };
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
      const run = runs[index]?.findLast(({ begin }) => begin <= here);
      const inside = run === undefined ? here : here - run.begin;
      const level = run === undefined ? here : run.level + Math.floor(inside / run.size);
      const value = valueAt(index, level);
      into.set(entries[index]![0], value);
      if (run !== undefined) spread(hanging(index, value), inside % run.size, into);
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
