import { categorical, createRng, float, int, space, type Space } from '@tune/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBoxTransform } from './box-transform.ts';

const mixed = space({
  rate: float(1e-4, 1, { log: true }),
  width: float(-3, 3),
  layers: int(1, 8),
  kind: categorical(['a', 'b', 'c']),
}) as Space;

const coordinate = fc.double({ min: 0, max: 1, noNaN: true });
const boxSides = fc
  .tuple(coordinate, fc.double({ min: 0.02, max: 0.8, noNaN: true }))
  .map(([middle, side]) => [Math.max(0, middle - side / 2), Math.min(1, middle + side / 2)]);

test('without a box a row is the row of the space', () => {
  const box = createBoxTransform(mixed);
  const rng = createRng(1);
  for (let i = 0; i < 100; i++) {
    const point = mixed.decode(mixed.columns.map(() => rng.next()));
    expect(box.row(point)).toEqual(mixed.encode(point));
    expect(box.point(box.row(point))).toEqual(point);
  }
});

test('a row in the cube decodes to a point in the box, which encodes to the same row', () => {
  fc.assert(
    fc.property(
      fc.tuple(boxSides, boxSides, boxSides, boxSides),
      fc.tuple(coordinate, coordinate, coordinate, coordinate),
      (boxes, coordinates) => {
        const [lower, upper] = [0, 1].map((end) => boxes.map((sides) => sides[end]!));
        const box = createBoxTransform(mixed, lower, upper);
        const rows = Float64Array.from(coordinates);
        box.moveIntoBox(rows);
        const point = box.point(rows);
        const row = mixed.encode(point);
        for (const j of [0, 1]) {
          expect(row[j]).toBeGreaterThanOrEqual(lower![j]! - 1e-9);
          expect(row[j]).toBeLessThanOrEqual(upper![j]! + 1e-9);
          expect(box.row(point)[j]).toBeCloseTo(rows[j]!, 6);
        }
        // A finite column is not stretched: it snaps to a level that the box reaches.
        expect(box.levels(2)).toContain(row[2]);
        expect(box.levels(3)).toHaveLength(3);
        expect(box.levels(0)).toEqual([]);
        const snapped = rows.slice();
        box.snapToLevels(snapped);
        expect(snapped[2]).toBe(row[2]);
        expect(snapped[3]).toBe(row[3]);
        expect(snapped.slice(0, 2)).toEqual(rows.slice(0, 2));
      },
    ),
  );
});

test('a finite column is searched at every level that coordinates in the box snap to', () => {
  const wide = space({ n: int(1, 60, { log: true }) }) as Space;
  fc.assert(
    fc.property(boxSides, fc.double({ min: 0, max: 1, noNaN: true }), ([lower, upper], share) => {
      const box = createBoxTransform(wide, [lower!], [upper!]);
      const row = wide.encode(wide.decode([lower! + share * (upper! - lower!)]));
      expect(box.levels(0)).toContain(row[0]);
    }),
  );
});

test('an inactive parameter is in the middle of a box of any size', () => {
  const nets = space({
    kind: categorical(['plain', 'deep']),
    depth: float(0, 1).when('kind', ['deep']),
  }) as Space;
  const box = createBoxTransform(nets, [0, 0.9], [1, 1]);
  expect(box.row({ kind: 'plain' })[1]).toBe(0.5);
  expect(box.row({ kind: 'deep', depth: 0.9 })[1]).toBeCloseTo(0, 12);
});

test('a point outside the box has a row outside the cube', () => {
  const line = space({ x: float(0, 1) }) as Space;
  const box = createBoxTransform(line, [0.5], [0.75]);
  expect(box.row({ x: 0 })).toEqual(Float64Array.of(-2));
  expect(box.row({ x: 0.75 })).toEqual(Float64Array.of(1));
});
