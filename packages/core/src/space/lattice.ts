import type { Conditions } from './conditions.ts';
import type { Choice, Entries } from './parameter/parameter.ts';

/** A finite set of points of a space, by index. */
export interface Lattice {
  /** How many points; Infinity if a parameter has infinitely many levels. */
  readonly size: number;
  /** The point of an index, 0 .. size - 1, names in the space's order; all points are different. */
  at(index: number): Record<string, Choice>;
}

/** Consecutive levels of a parameter on which the same other parameters are active. */
interface Run {
  /** The first of these levels. */
  readonly level: number;
  /** Where the points of that level begin among those of the parameter. */
  readonly begin: number;
  /** How many points each of these levels has. */
  readonly size: number;
}

/**
 * The points that have one of `levels[j]` values for the j-th parameter: all its values if it has that
 * many, else the middles of equal shares. Inactive parameters are left out, so their points count
 * once. The first name changes fastest.
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
  const dependents = (index: number, value: Choice): number[] =>
    children[index]!.filter((child) => holds(child, value));

  // The first level here at or after one of the parameter's own levels; both are in the same order.
  const firstAt = (index: number, own: number): number => {
    let [from, to] = [0, levels[index]!];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      const isBefore = entries[index]![1].indexOf(valueAt(index, middle)) < own;
      [from, to] = isBefore ? [middle + 1, to] : [from, middle];
    }
    return from;
  };
  // Which parameters are active changes only at values of conditions; there may be billions of others.
  const edgesOf = (index: number): number[] => {
    const owns = new Set(children[index]!.flatMap((child) => parents[child]!.levels));
    const edges = [...owns].flatMap((own) => [firstAt(index, own), firstAt(index, own + 1)]);
    return [...new Set([0, ...edges])]
      .filter((edge) => edge < levels[index]!)
      .toSorted((a, b) => a - b);
  };

  // For each parameter: how many points it makes together with the parameters that depend on it, and
  // the runs of its levels, if any depend on it.
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
      const size = product(dependents(index, valueAt(index, level)));
      total += size * ((edges[at + 1] ?? levels[index]!) - level);
      return { level, begin, size };
    });
    sizes[index] = total;
  };
  const roots = entries.flatMap((_, index) => (parents[index] === undefined ? [index] : []));
  roots.forEach(measure);

  // A million points are looked at one after the other: one array for all, and loops.
  const values: (Choice | undefined)[] = entries.map(() => undefined);
  const spread = (indices: readonly number[], place: number): void => {
    let rest = place;
    for (let at = 0; at < indices.length; at++) {
      const index = indices[at]!;
      const here = rest % sizes[index]!;
      rest = Math.floor(rest / sizes[index]!);
      const run = runs[index]?.findLast(({ begin }) => begin <= here);
      const inside = run === undefined ? here : here - run.begin;
      const level = run === undefined ? here : run.level + Math.floor(inside / run.size);
      const value = valueAt(index, level);
      values[index] = value;
      if (run !== undefined) spread(dependents(index, value), inside % run.size);
    }
  };
  return {
    size: product(roots),
    at(index) {
      values.fill(undefined);
      spread(roots, index);
      const point: Record<string, Choice> = {};
      for (let at = 0; at < values.length; at++) {
        if (values[at] !== undefined) point[entries[at]![0]] = values[at]!;
      }
      return point;
    },
  };
}
