import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../strategy/rng.ts';
import { spaces } from './arbitraries.test-util.ts';
import { spaceFromJSON } from './space-json.ts';
import { categorical } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import { ordinal } from './parameter/ordinal.ts';
import { asSpace, parsePoint, space } from './space.ts';

const rowOf = (length: number, seed: number) => Array.from({ length }, createRng(seed).next);

test('decode gives valid points, and encode leads back to them', () => {
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

test('rows outside of the cube decode to its edges', () => {
  fc.assert(
    fc.property(spaces, fc.constantFrom(-1e9, -1e-9, 0, 1, 1 + 1e-9, 1e9), (s, unit) => {
      expect(s.faults(s.decode(s.names.map(() => unit)))).toEqual([]);
    }),
  );
});

test('a space read from its JSON has the same fingerprint', () => {
  fc.assert(
    fc.property(spaces, (s) => {
      const back = spaceFromJSON(JSON.parse(JSON.stringify(s)));
      expect(back.fingerprint).toBe(s.fingerprint);
      expect(back.names).toEqual(s.names);
      expect(back.columns).toEqual(s.columns);
    }),
  );
});

test('every level of a finite parameter survives encode and decode', () => {
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

test('the end values of a stepped parameter get the same mass as others', () => {
  const units = int(1, 4);
  const counts = new Map<number, number>();
  for (let i = 0; i < 4000; i++) {
    const value = units.decode((i + 0.5) / 4000);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.values()]).toEqual([1000, 1000, 1000, 1000]);
});

test('a log parameter gives equal ratios equal mass', () => {
  expect(float(1e-5, 1e-1, { log: true }).decode(0.5)).toBeCloseTo(1e-3, 10);
  expect(float(1e-5, 1e-1, { log: true }).decode(1)).toBe(0.1);
});

test('cardinality is the product of the levels', () => {
  expect(
    space({ a: int(1, 5), b: categorical(['x', 'y']), c: float(0, 1, { step: 0.25 }) }).cardinality,
  ).toBe(50);
  expect(space({ a: int(1, 5), b: float(0, 1) }).cardinality).toBe(Infinity);
});

test('reports all faults of a space at once, each with its path', () => {
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
    [TuneError: The space is invalid:
      lr.low: expected low > 0 for a log scale, but got 0
      rate.low: expected low <= high, but got low 0.5 and high 0.1
      units.low: expected a whole number, but got 1.5
      act.choices: expected at least one choice
      same.choices[1]: duplicate choice "a"
      wide.step: expected a step of at most high - low = 1, but got 2]
  `);
});

test('refuses an empty space', () => {
  expect(() => space({})).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space is invalid:
      .: expected at least one parameter]
  `);
});

test('reports all faults of a point at once', () => {
  const s = space({
    lr: float(1e-4, 1e-2),
    units: int(128, 384, { step: 128 }),
    act: categorical(['relu']),
  });
  expect(() => parsePoint(s, { lr: 1, units: 200, act: 'elu', more: 1 }))
    .toThrowErrorMatchingInlineSnapshot(`
      [TuneError: The point is not in the space:
        lr: expected a number in 0.0001 .. 0.01, but got 1
        units: expected 128 plus a multiple of 128, of which 256 is the nearest, but got 200
        act: expected one of "relu", but got "elu"
        more: unknown parameter; the parameters are lr, units, act]
    `);
  expect(() => parsePoint(s, null)).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The point is not in the space:
      .: expected an object with a value for each parameter, but got null]
  `);
  expect(parsePoint(s, { lr: 1e-3, units: 256, act: 'relu' })).toEqual({
    lr: 1e-3,
    units: 256,
    act: 'relu',
  });
});

test('refuses JSON that does not describe a space', () => {
  expect(() => spaceFromJSON({ constraints: 'c' })).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The JSON does not describe a space:
      parameters: expected a list, but got nothing
      constraints: expected a list, but got "c"]
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
    [TuneError: The JSON does not describe a space:
      [0]: expected an object with name and type, but got null
      [1].type: expected one of float, int, categorical, ordinal, but got "flaot"
      [2].name: expected a string, but got nothing
      [2].choices: expected a list, but got nothing
      [4].logg: unknown field; the fields of "int" are low, high, log, step
      [5].name: duplicate name "b"
      [6].type: expected one of float, int, categorical, ordinal, but got "constructor"
      b.low: expected low <= high, but got low 2 and high 1]
  `);
});

test('refuses what is not a parameter, with its path', () => {
  const inner = space({ x: float(0, 1) });
  const build = (parameters: unknown) => () => space(parameters as never);
  expect(
    build({
      a: 0.5,
      b: undefined,
      c: null,
      d: float,
      e: inner,
      f: { low: 0, high: 1 },
      g: float(2, 1),
    }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space is invalid:
      a: expected a parameter, such as float(0, 1), but got 0.5
      b: expected a parameter, such as float(0, 1), but got nothing
      c: expected a parameter, such as float(0, 1), but got null
      d: expected a parameter, such as float(0, 1), but got a function
      e: expected a parameter, such as float(0, 1), but got a space; spread its parameters instead of nesting it
      f: expected a parameter, such as float(0, 1), but got {"low":0,"high":1}
      g.low: expected low <= high, but got low 2 and high 1]
  `);
  expect(build(undefined)).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space is invalid:
      .: expected an object of parameters by name, but got nothing]
  `);
  expect(build([float(0, 1)])).toThrowError(
    /\.: expected an object of parameters by name, but got a list/,
  );
  expect(build(float(0, 1))).toThrowError(
    /\.: expected an object of parameters by name, but got one parameter without a name/,
  );
  expect(build(5)).toThrowError(/\.: expected an object of parameters by name, but got 5/);
  expect(build(inner)).toThrowError(
    /\.: expected an object of parameters by name, but got a space/,
  );
});

test('asSpace takes a space or its parameters', () => {
  const s = space({ decode: float(0, 1) });
  expect(asSpace(s)).toBe(s);
  expect(asSpace({ decode: float(0, 1) }).fingerprint).toBe(s.fingerprint);
  for (const wrong of [undefined, null, 5, 'x', { x: 5 }]) {
    expect(() => asSpace(wrong as never)).toThrowError(/The space is invalid:/);
  }
});

test('later changes of the given parameters do not reach the space', () => {
  const parameters: Record<string, ReturnType<typeof float>> = { x: float(0, 1) };
  const choices = ['a', 'b'];
  const s = space({ ...parameters, kind: categorical(choices) });
  const { fingerprint } = s;
  choices.push('c');
  expect(s.parameters['kind']!.reject('c')).toBeDefined();
  expect(space({ x: float(0, 1), kind: categorical(['a', 'b']) }).fingerprint).toBe(fingerprint);
  const open = space(parameters);
  parameters['y'] = float(0, 1);
  expect(Object.keys(open.parameters)).toEqual(['x']);
});

test('the check of a valid point allocates nothing', () => {
  const s = space({ x: float(0, 1), kind: categorical(['a']), y: int(1, 2).when('kind', ['a']) });
  const valid = { x: 0.5, kind: 'a', y: 1 };
  expect(s.faults(valid)).toBe(s.faults({ ...valid, y: 2 }));
  expect(Object.isFrozen(s.faults(valid))).toBe(true);
});

test('faults quote values that JSON does not have', () => {
  const s = space({ x: float(0, 1) });
  const reasons = [Number.NaN, Infinity, 1n, undefined].map((x) => s.faults({ x })[0]!.reason);
  expect(reasons).toMatchInlineSnapshot(`
    [
      "expected a finite number, but got NaN",
      "expected a finite number, but got Infinity",
      "expected a finite number, but got 1n",
      "expected a finite number, but got nothing",
    ]
  `);
});

test('negative zero is the same point as zero, in text and in JSON', () => {
  const s = space({
    x: float(-1, -0),
    n: int(-2, -0),
    f: float(-0, -0),
    kind: categorical([-0, 1]),
  });
  const point = s.decode([1, 1, 1, 0]);
  expect(point).toEqual({ x: 0, n: 0, f: 0, kind: 0 });
  expect(JSON.parse(JSON.stringify(point))).toEqual(point);
  const negative = { x: -0, n: -0, f: -0, kind: -0 };
  expect(s.faults(negative)).toEqual([]);
  expect(s.canonical(negative as never)).toBe(s.canonical(point));
  expect(spaceFromJSON(JSON.parse(JSON.stringify(s))).decode([1, 1, 1, 0])).toEqual(point);
  expect(() => space({ kind: categorical([0, -0]) })).toThrowError(/duplicate choice 0/);
});

test('fingerprints are pinned: stored studies hold them', () => {
  const s = space({
    lr: float(1e-4, 1e-2, { log: true }),
    units: int(128, 384, { step: 128 }),
    optimizer: categorical(['adam', 'sgd']),
    momentum: float(0, 0.99, { step: 0.01 }).when('optimizer', ['sgd']),
    size: ordinal([1, 2, 4]),
  });
  expect(s.fingerprint).toBe('93da7c6f');
  expect(s.constrain('small', () => true).fingerprint).toBe('126b9937');
  expect(s.canonical(s.decode([0.5, 0.5, 0.9, 0.3, 0.5]))).toBe(
    '[["lr",0.0010000000000000002],["units",256],["optimizer","sgd"],["momentum",0.29],["size",2]]',
  );
});
