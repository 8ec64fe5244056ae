import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spaces } from './arbitraries.test-util.ts';
import { categorical, createRng, float, int, parsePoint, space, spaceFromJSON } from './index.ts';

const rowOf = (length: number, seed: number) => Array.from({ length }, createRng(seed).next);

test('what decode gives lies in the space, and encode leads back to it', () => {
  fc.assert(
    fc.property(spaces, fc.integer(), (s, seed) => {
      const point = s.decode(rowOf(s.names.length, seed));
      expect(s.faults(point)).toEqual([]);
      const row = s.encode(point);
      expect(row.every((unit) => unit >= 0 && unit <= 1)).toBe(true);
      const again = s.decode(row);
      expect(Object.keys(again)).toEqual(Object.keys(point));
      for (const name of Object.keys(point)) {
        const parameter = s.parameters[name]!;
        if (parameter.levels === Infinity) {
          const value = point[name] as number;
          expect(Math.abs((again[name] as number) - value)).toBeLessThanOrEqual(
            1e-12 * Math.abs(value) + 1e-13,
          );
        } else {
          expect(again[name]).toBe(point[name]);
        }
      }
    }),
  );
});

test('rows outside of the cube decode to its ends', () => {
  fc.assert(
    fc.property(spaces, fc.constantFrom(-1e9, -1e-9, 0, 1, 1 + 1e-9, 1e9), (s, unit) => {
      expect(s.faults(s.decode(s.names.map(() => unit)))).toEqual([]);
    }),
  );
});

test('a space comes back from its JSON with the same fingerprint', () => {
  fc.assert(
    fc.property(spaces, (s) => {
      const back = spaceFromJSON(JSON.parse(JSON.stringify(s)));
      expect(back.fingerprint).toBe(s.fingerprint);
      expect(back.names).toEqual(s.names);
      expect(back.columns).toEqual(s.columns);
    }),
  );
});

test('every level of a finite parameter is reached by its own place', () => {
  fc.assert(
    fc.property(spaces, (s) => {
      for (const name of s.names) {
        const parameter = s.parameters[name]!;
        if (parameter.levels === Infinity) continue;
        for (let index = 0; index < parameter.levels; index++) {
          const value = parameter.level(index);
          expect(parameter.reject(value)).toBeUndefined();
          expect(parameter.decode(parameter.encode(value as never))).toBe(value);
        }
      }
    }),
  );
});

test('draws give end values of a stepped parameter the same mass as others', () => {
  const units = int(1, 4);
  const counts = new Map<number, number>();
  for (let i = 0; i < 4000; i++) {
    const value = units.decode((i + 0.5) / 4000);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.values()]).toEqual([1000, 1000, 1000, 1000]);
});

test('a log parameter has equal mass in equal ratios', () => {
  expect(float(1e-5, 1e-1, { log: true }).decode(0.5)).toBeCloseTo(1e-3, 10);
  expect(float(1e-5, 1e-1, { log: true }).decode(1)).toBe(0.1);
});

test('cardinality is the product of the levels', () => {
  expect(
    space({ a: int(1, 5), b: categorical(['x', 'y']), c: float(0, 1, { step: 0.25 }) }).cardinality,
  ).toBe(50);
  expect(space({ a: int(1, 5), b: float(0, 1) }).cardinality).toBe(Infinity);
});

test('all faults of a space are told at once, each with its path', () => {
  const make = () =>
    space({
      lr: float(0, 1, { log: true }),
      rate: float(0.5, 0.1),
      units: int(1.5, 4),
      act: categorical([]),
      same: categorical(['a', 'a']),
      wide: float(0, 1, { step: 2 }),
    });
  expect(make).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space has faults:
      lr.low: a log parameter expects low > 0, but got 0
      rate.low: expected low < high, but got low 0.5 and high 0.1
      units.low: expected a whole number, but got 1.5
      act.choices: expected at least one choice
      same.choices[1]: "a" is there already
      wide.step: expected a step of at most high - low = 1, but got 2]
  `);
});

test('an empty space is a fault', () => {
  expect(() => space({})).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space has faults:
      .: expected at least one parameter]
  `);
});

test('all faults of a point are told at once', () => {
  const s = space({
    lr: float(1e-4, 1e-2),
    units: int(128, 384, { step: 128 }),
    act: categorical(['relu']),
  });
  expect(() => parsePoint(s, { lr: 1, units: 200, act: 'elu', more: 1 }))
    .toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The point does not lie in the space:
      lr: expected a number in 0.0001 .. 0.01, but got 1
      units: expected 128 plus a multiple of 128, but got 200
      act: expected one of "relu", but got "elu"
      more: no such parameter; there are lr, units, act]
  `);
  expect(() => parsePoint(s, null)).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The point does not lie in the space:
      .: expected an object with a value for each parameter]
  `);
  expect(parsePoint(s, { lr: 1e-3, units: 256, act: 'relu' })).toEqual({
    lr: 1e-3,
    units: 256,
    act: 'relu',
  });
});

test('JSON that is no space is refused', () => {
  expect(() => spaceFromJSON({ constraints: 'c' })).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The JSON is no space:
      parameters: expected a list
      constraints: expected a list]
  `);
  expect(() =>
    spaceFromJSON([
      null,
      { name: 'a', type: 'flaot', low: 0, high: 1 },
      { type: 'categorical' },
      { name: 'b', type: 'float', low: 2, high: 1 },
      { name: 'b', type: 'int', low: 1, high: 10, logg: true },
      { name: 'b', type: 'int', low: 1, high: 10 },
      { name: 'c', type: 'constructor' },
    ]),
  ).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The JSON is no space:
      [0]: expected an object with name and type
      [1].type: expected one of float, int, categorical, ordinal, but got "flaot"
      [2].name: expected a string
      [2].choices: expected a list
      [4].logg: "int" has low, high, log, step alone
      [5].name: "b" is there already
      [6].type: expected one of float, int, categorical, ordinal, but got "constructor"
      b.low: expected low < high, but got low 2 and high 1]
  `);
});
