import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionalSpaces } from './arbitraries.test-util.ts';
import { categorical } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import type { Choice } from './parameter/parameter.ts';
import { space, type Space } from './space.ts';

/** The points of a lattice by plain recursion: every level of every parameter in turn. */
function pointsOf(
  s: Space,
  levels: readonly number[],
  names: readonly string[],
): Record<string, Choice>[] {
  const [first, ...others] = names;
  if (first === undefined) return [{}];
  const parameter = s.parameters[first]!;
  const count = levels[s.names.indexOf(first)]!;
  const own = Array.from({ length: count }, (_, level) => {
    const value: Choice =
      count === parameter.levels ? parameter.level(level) : parameter.decode((level + 0.5) / count);
    const dependents = s.names.filter((name) => {
      const { condition } = s.parameters[name]!;
      return condition?.parent === first && condition.values.includes(value);
    });
    return pointsOf(s, levels, dependents).map((more) => ({ [first]: value, ...more }));
  }).flat();
  return pointsOf(s, levels, others).flatMap((rest) => own.map((point) => ({ ...point, ...rest })));
}

const roots = (s: Space) => s.names.filter((name) => s.parameters[name]!.condition === undefined);

test('a lattice has the points of a plain recursion, in the same order', () => {
  fc.assert(
    fc.property(
      conditionalSpaces,
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 6, maxLength: 6 }),
      (s, some) => {
        const levels = s.columns.map((column, j) => Math.min(column.levels, some[j]!));
        const all = s.columns.map((column) => column.levels);
        for (const counts of s.cardinality <= 500 ? [levels, all] : [levels]) {
          const lattice = s.lattice(counts);
          const plain = pointsOf(s, counts, roots(s));
          expect(lattice.size).toBe(plain.length);
          expect(plain.map((_, index) => lattice.at(index))).toEqual(plain);
        }
      },
    ),
  );
});

test('a column names the levels of its parent that a plain search finds', () => {
  fc.assert(
    fc.property(conditionalSpaces, (s) => {
      s.columns.forEach(({ name, parent }) => {
        if (parent === undefined) return;
        const { levels, level } = s.parameters[s.names[parent.column]!]!;
        const { values } = s.parameters[name]!.condition!;
        const all = Array.from({ length: levels }, (_, index) => index);
        expect(parent.levels).toEqual(all.filter((index) => values.includes(level(index))));
      });
    }),
  );
});

test('a parent with billions of values is counted by the values of its conditions', () => {
  const s = space({
    wide: int(0, 5e9),
    depth: int(1, 3).when('wide', [7, 5e9, 7]),
    kind: categorical(['a', 'b']).when('depth', [2]),
  });
  expect(s.columns[1]!.parent).toEqual({ column: 0, levels: [7, 5e9] });
  // Each value once, but 7 and 5e9 with depth 1, depth 2 of either kind, and depth 3.
  expect(s.cardinality).toBe(5e9 - 1 + 2 * 4);
  const lattice = s.lattice();
  const at = (indices: readonly number[]) => indices.map((index) => lattice.at(index));
  expect(at([6, 7, 8, 9, 10, 11, lattice.size - 1])).toEqual([
    { wide: 6 },
    { wide: 7, depth: 1 },
    { wide: 7, depth: 2, kind: 'a' },
    { wide: 7, depth: 2, kind: 'b' },
    { wide: 7, depth: 3 },
    { wide: 8 },
    { wide: 5e9, depth: 3 },
  ]);
  const endless = space({ wide: int(0, 5e9), x: float(0, 1).when('wide', [7]) });
  expect(endless.cardinality).toBe(Infinity);
});
