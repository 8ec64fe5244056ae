import { categorical, createRng, float, int, space, type Space } from '@tune/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameOf } from './frame.ts';

const mixed = space({
  rate: float(1e-4, 1, { log: true }),
  width: float(-3, 3),
  layers: int(1, 8),
  kind: categorical(['a', 'b', 'c']),
}) as Space;

const coordinate = fc.double({ min: 0, max: 1, noNaN: true });
const box = fc
  .tuple(coordinate, fc.double({ min: 0.02, max: 0.8, noNaN: true }))
  .map(([middle, side]) => [Math.max(0, middle - side / 2), Math.min(1, middle + side / 2)]);

test('without a box a row is the row of the space', () => {
  const frame = frameOf(mixed);
  const rng = createRng(1);
  for (let i = 0; i < 100; i++) {
    const point = mixed.decode(mixed.columns.map(() => rng.next()));
    expect(frame.row(point)).toEqual(mixed.encode(point));
    expect(frame.point(frame.row(point))).toEqual(point);
  }
});

test('a place in the cube of a box is a point in the box, whose row leads back', () => {
  fc.assert(
    fc.property(
      fc.tuple(box, box, box, box),
      fc.tuple(coordinate, coordinate, coordinate, coordinate),
      (boxes, place) => {
        const [lower, upper] = [0, 1].map((end) => boxes.map((sides) => sides[end]!));
        const frame = frameOf(mixed, lower, upper);
        const rows = Float64Array.from(place);
        frame.spread(rows);
        const point = frame.point(rows);
        const row = mixed.encode(point);
        for (const j of [0, 1]) {
          expect(row[j]).toBeGreaterThanOrEqual(lower![j]! - 1e-9);
          expect(row[j]).toBeLessThanOrEqual(upper![j]! + 1e-9);
          expect(frame.row(point)[j]).toBeCloseTo(rows[j]!, 6);
        }
        // A finite column has its own coordinates in any frame: it snaps to one the box reaches.
        expect(frame.levels(2)).toContain(row[2]);
        expect(frame.levels(3)).toHaveLength(3);
        expect(frame.levels(0)).toEqual([]);
        const settled = rows.slice();
        frame.settle(settled);
        expect(settled[2]).toBe(row[2]);
        expect(settled[3]).toBe(row[3]);
        expect(settled.slice(0, 2)).toEqual(rows.slice(0, 2));
      },
    ),
  );
});

test('a finite column may be searched at every level that places of the box snap to', () => {
  const wide = space({ n: int(1, 60, { log: true }) }) as Space;
  fc.assert(
    fc.property(box, fc.double({ min: 0, max: 1, noNaN: true }), ([lower, upper], share) => {
      const frame = frameOf(wide, [lower!], [upper!]);
      const row = wide.encode(wide.decode([lower! + share * (upper! - lower!)]));
      expect(frame.levels(0)).toContain(row[0]);
    }),
  );
});

test('a parameter that is not there is in the middle of a box of any size', () => {
  const nets = space({
    kind: categorical(['plain', 'deep']),
    depth: float(0, 1).when('kind', ['deep']),
  }) as Space;
  const frame = frameOf(nets, [0, 0.9], [1, 1]);
  expect(frame.row({ kind: 'plain' })[1]).toBe(0.5);
  expect(frame.row({ kind: 'deep', depth: 0.9 })[1]).toBeCloseTo(0, 12);
});

test('a point outside of the box lies outside of the cube', () => {
  const line = space({ x: float(0, 1) }) as Space;
  const frame = frameOf(line, [0.5], [0.75]);
  expect(frame.row({ x: 0 })).toEqual(Float64Array.of(-2));
  expect(frame.row({ x: 0.75 })).toEqual(Float64Array.of(1));
});
