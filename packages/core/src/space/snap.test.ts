import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spaces } from './arbitraries.test-util.ts';
import { categorical } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import { ordinal } from './parameter/ordinal.ts';
import { parsePoint, space, type Point, type Space } from './space.ts';

const tenths = space({ x: float(0, 1, { step: 0.1 }) });

test('a value that is off by rounding stands for its level', () => {
  expect(parsePoint(tenths, { x: 0.1 + 0.2 })).toEqual({ x: 0.3 });
  expect(parsePoint(tenths, { x: 1.000000001 })).toEqual({ x: 1 });
  expect(parsePoint(tenths, { x: -1e-9 })).toEqual({ x: 0 });
  expect(tenths.canonical({ x: 0.1 + 0.2 })).toBe(tenths.canonical({ x: 0.3 }));
  const exact = { x: 0.3 };
  expect(parsePoint(tenths, exact)).toBe(exact);
});

test('a value between two levels is refused, and the nearest level is named', () => {
  const refused = (of: Space, point: object) => of.faults(point).map(({ reason }) => reason);
  const grids = space({
    x: float(0, 1, { step: 0.1 }),
    log: float(0.001, 1, { log: true, step: 0.001 }),
    n: int(0, 9),
    units: int(128, 512, { step: 128 }),
  }) as Space;
  const faults = refused(grids, { x: 0.3001, log: 0.00150001, n: 3.2, units: 250 });
  expect(faults).toMatchInlineSnapshot(`
    [
      "expected 0 plus a multiple of 0.1, of which 0.3 is the nearest, but got 0.3001",
      "expected 0.001 plus a multiple of 0.001, of which 0.002 is the nearest, but got 0.00150001",
      "expected a whole number, of which 3 is the nearest, but got 3.2",
      "expected 128 plus a multiple of 128, of which 256 is the nearest, but got 250",
    ]
  `);
  const texts = refused(grids, { x: '0.3', log: null, n: '3', units: Number.NaN });
  expect(texts).toMatchInlineSnapshot(`
    [
      "expected a finite number, but got "0.3"",
      "expected a finite number, but got null",
      "expected a whole number, but got "3"",
      "expected a whole number, but got NaN",
    ]
  `);
  expect(refused(grids, { x: 0.3, log: 0.5, n: 3 + 1e-10, units: 128.0000001 })).toEqual([]);
  // Of a large step, a millionth is a whole number that is another one.
  const wide = space({ n: int(0, 4e9, { step: 2e9 }) }) as Space;
  expect(refused(wide, { n: 2_000_000_001 })).toHaveLength(1);
});

test('choices are told apart by type', () => {
  const mixed = space({ a: categorical([1, '2', true, 'false']), b: ordinal([0, 1]) }) as Space;
  const reasons = (point: object) => mixed.faults(point).map(({ reason }) => reason);
  expect(reasons({ a: '1', b: 0 })).toMatchInlineSnapshot(`
    [
      "expected one of 1, "2", true, "false" (1 is a number), but got "1"",
    ]
  `);
  expect(reasons({ a: 2, b: '0' })).toMatchInlineSnapshot(`
    [
      "expected one of 1, "2", true, "false" ("2" is a string), but got 2",
      "expected one of 0, 1 (0 is a number), but got "0"",
    ]
  `);
  expect(reasons({ a: 'true', b: false })).toHaveLength(2);
  expect(reasons({ a: { toString: () => '1' }, b: [0] })).toHaveLength(2);
  expect(reasons({ a: Number.NaN, b: null })).toHaveLength(2);
  expect(Object.is(parsePoint(mixed, { a: 1, b: -0 })['b'], 0)).toBe(true);
});

test('-0 is 0, and a missing value is no value', () => {
  const of = space({
    x: float(-1, 1),
    kind: categorical(['a', 'b']),
    y: int(0, 9).when('kind', ['a']),
  }) as Space;
  const point = parsePoint(of, { x: -0, kind: 'b', y: undefined } as never);
  expect(Object.keys(point)).toEqual(['x', 'kind']);
  expect(Object.is(point['x'], 0)).toBe(true);
  expect(of.faults({ x: 0, kind: 'b', y: 3 }).map(({ reason }) => reason)).toEqual([
    'exists only if kind is "a", but got 3',
  ]);
  expect(of.faults({ x: 0, kind: 'a', y: undefined })).toHaveLength(1);
});

test('a continuous value that misses a bound by rounding is the bound', () => {
  const of = space({ x: float(0, 0.3), y: float(0.1, 0.1) });
  expect(parsePoint(of, { x: 0.1 + 0.2, y: 0.1 })).toEqual({ x: 0.3, y: 0.1 });
  expect(of.faults({ x: 0.3001, y: 0.1 })).toHaveLength(1);
});

test('a condition on a level holds however the level was calculated', () => {
  const of = space({
    x: float(0, 1, { step: 0.1 }),
    y: int(0, 9).when('x', [0.1 + 0.2]),
  }) as Space;
  expect(of.faults({ x: 0.3, y: 1 })).toEqual([]);
  expect(parsePoint(of, { x: 0.1 * 3, y: 1 })).toEqual({ x: 0.3, y: 1 });
  expect([...of.mask({ x: 0.3, y: 1 })]).toEqual([1, 1]);
  expect(of.lattice().size).toBe(20);
});

test('snapping leads to a point of the space, and a second time changes nothing', () => {
  const offset = fc.double({ min: -1e-7, max: 1e-7, noNaN: true });
  fc.assert(
    fc.property(spaces, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), offset, check),
    { numRuns: 500 },
  );
});

function check(of: Space, row: readonly number[], offset: number): void {
  const point = of.decode(row);
  const moved = Object.fromEntries(
    Object.entries(point).map(([name, value]) => {
      const { levels, decode } = of.parameters[name]!;
      if (typeof value !== 'number' || levels === Infinity) return [name, value];
      // A share of the distance to the next level, whatever the parameter.
      const [a, b] = [decode(0), decode(1)].map(Number);
      const gap = levels > 1 && Number.isFinite(a! + b!) ? Math.abs(b! - a!) / levels : 0;
      const isNumeric = ['float', 'int'].includes(of.parameters[name]!.kind);
      return [name, isNumeric ? value + offset * Math.min(1, gap) : value];
    }),
  ) as Point;
  expect(of.faults(moved)).toEqual([]);
  const snapped = of.snap(moved);
  expect(snapped).toEqual(point);
  expect(of.snap(snapped)).toBe(snapped);
  expect(of.canonical(moved)).toBe(of.canonical(point));
}
