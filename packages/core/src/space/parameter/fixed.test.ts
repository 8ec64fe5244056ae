import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spaceFromJSON } from '../space-json.ts';
import { space } from '../space.ts';
import { categorical } from './categorical.ts';
import { float } from './float.ts';
import { int } from './int.ts';

const fixed = {
  float: float(3, 3),
  'float with log': float(3, 3, { log: true }),
  'float with step': float(3, 3, { step: 0.1 }),
  'float with log and step': float(3, 3, { log: true, step: 7 }),
  int: int(3, 3),
  'int with log': int(3, 3, { log: true }),
  'int with step': int(3, 3, { step: 5 }),
  'int with log and step': int(3, 3, { log: true, step: 1 }),
};

test.each(Object.entries(fixed))('%s: equal bounds are one value', (_, parameter) => {
  expect(parameter.faults()).toEqual([]);
  expect(parameter.levels).toBe(1);
  expect(parameter.level(0)).toBe(3);
  expect(parameter.indexOf(3)).toBe(0);
  expect(parameter.encode(3)).toBe(0.5);
  for (const unit of [-1, 0, 0.3, 0.5, 1, 2]) expect(parameter.decode(unit)).toBe(3);
  expect(parameter.reject(3)).toBeUndefined();
  expect([2, 4, 3 + 1e-5, '3', Number.NaN].every((value) => parameter.reject(value))).toBe(true);
});

test('a space with fixed values counts, walks and stores them', () => {
  const s = space({ ...fixed, act: categorical(['relu', 'elu']) });
  expect(s.cardinality).toBe(2);
  expect(s.lattice().size).toBe(2);
  const points = [0, 1].map((index) => s.lattice().at(index));
  expect(points.map(({ act, float: x, int: n }) => [act, x, n])).toEqual([
    ['relu', 3, 3],
    ['elu', 3, 3],
  ]);
  expect(s.columns[0]).toEqual({ name: 'float', kind: 'numeric', levels: 1 });
  const back = spaceFromJSON(JSON.parse(JSON.stringify(s)));
  expect(back.fingerprint).toBe(s.fingerprint);
  expect(back.columns).toEqual(s.columns);
  const point = s.decode(new Float64Array(9).fill(0.7));
  expect(back.faults(point)).toEqual([]);
  expect(s.decode(s.encode(point))).toEqual(point);
  expect(s.faults({ ...point, int: 4 })).toEqual([
    { path: 'int', reason: 'expected 3, but got 4' },
  ]);
});

test('a fixed value can be the parent of a condition', () => {
  const s = space({ depth: float(2, 2), width: int(1, 3).when('depth', [2]) });
  expect(s.cardinality).toBe(3);
  expect(s.decode([0, 1])).toEqual({ depth: 2, width: 3 });
});

test('equal bounds have the faults of other bounds', () => {
  const lines = [
    float(0, 0, { log: true }),
    float(Infinity, Infinity),
    int(1.5, 1.5),
    int(3, 3, { step: 0.5 }),
    float(3, 3, { step: -1 }),
    float('3' as never, '3' as never),
  ].map((parameter) => parameter.faults().map(({ path, reason }) => `${path}: ${reason}`));
  expect(lines).toMatchInlineSnapshot(`
    [
      [
        "low: expected low > 0 for a log scale, but got 0",
      ],
      [
        "low: expected a finite number, but got Infinity",
        "high: expected a finite number, but got Infinity",
      ],
      [
        "low: expected a whole number, but got 1.5",
        "high: expected a whole number, but got 1.5",
      ],
      [
        "step: expected a whole number, but got 0.5",
      ],
      [
        "step: expected a step > 0, but got -1",
      ],
      [
        "low: expected a finite number, but got "3"",
        "high: expected a finite number, but got "3"",
      ],
    ]
  `);
});

test('any number can be fixed', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 0, -0),
  );
  fc.assert(
    fc.property(
      number,
      fc.option(fc.double({ min: 1e-300, max: 1e300, noNaN: true })),
      (value, step) => {
        const s = space({ x: float(value, value, step === null ? {} : { step }) });
        expect(s.decode([0.1])).toEqual({ x: value + 0 });
        expect(s.encode({ x: value })[0]).toBe(0.5);
        expect(s.faults({ x: value })).toEqual([]);
      },
    ),
  );
});

test('bounds whose logarithms are equal still encode within the cube', () => {
  const [low, high] = [1e300, 1e300 + 2e284];
  const parameter = float(low, high, { log: true });
  expect(low).toBeLessThan(high);
  expect(parameter.faults()).toEqual([]);
  expect([low, high].map(parameter.encode)).toEqual([0.5, 0.5]);
  expect(parameter.reject(parameter.decode(0.5))).toBeUndefined();
});
