import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../strategy/rng.ts';
import { conditionalSpaces } from './arbitraries.test-util.ts';
import { spaceFromJSON } from './space-json.ts';
import { categorical } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import { ordinal } from './parameter/ordinal.ts';
import { space } from './space.ts';

const network = space({
  momentum: float(0, 0.99).when('optimizer', ['sgd']),
  optimizer: categorical(['adam', 'sgd', 'none']),
  nesterov: categorical([true, false]).when('optimizer', ['sgd']),
  warmup: int(1, 3).when('nesterov', [true]),
  beta: float(0.5, 0.999).when('optimizer', ['adam']),
});

test('a point has only active parameters, through every depth of conditions', () => {
  const row = (optimizer: number, nesterov: number) => [0.5, optimizer, nesterov, 0.5, 0.5];
  expect(network.decode(row(0.1, 0.1))).toEqual({ optimizer: 'adam', beta: 0.7495 });
  expect(network.decode(row(0.5, 0.1))).toEqual({
    momentum: 0.495,
    optimizer: 'sgd',
    nesterov: true,
    warmup: 2,
  });
  expect(network.decode(row(0.5, 0.9))).toEqual({
    momentum: 0.495,
    optimizer: 'sgd',
    nesterov: false,
  });
  expect(network.decode(row(0.9, 0.1))).toEqual({ optimizer: 'none' });
});

test('an inactive parameter is 0.5 in the row and 0 in the mask', () => {
  fc.assert(
    fc.property(conditionalSpaces, fc.integer(), (s, seed) => {
      const point = s.decode(Array.from({ length: s.names.length }, createRng(seed).next));
      const row = s.encode(point);
      const mask = s.mask(point);
      s.names.forEach((name, j) => {
        expect(mask[j]).toBe(Object.hasOwn(point, name) ? 1 : 0);
        if (mask[j] === 0) expect(row[j]).toBe(0.5);
      });
    }),
  );
});

test('columns name their parent column and its levels, and the mask agrees', () => {
  expect(network.columns.map(({ parent }) => parent)).toEqual([
    { column: 1, levels: [1] },
    undefined,
    { column: 1, levels: [1] },
    { column: 2, levels: [0] },
    { column: 1, levels: [0] },
  ]);
  fc.assert(
    fc.property(conditionalSpaces, fc.integer(), (s, seed) => {
      const point = s.decode(Array.from({ length: s.names.length }, createRng(seed).next));
      const mask = s.mask(point);
      s.columns.forEach(({ parent }, j) => {
        const held =
          parent === undefined ||
          (mask[parent.column] === 1 &&
            parent.levels.some(
              (level) =>
                s.parameters[s.names[parent.column]!]!.level(level) ===
                point[s.names[parent.column]!],
            ));
        expect(mask[j] === 1).toBe(held);
      });
    }),
  );
});

test('the full lattice has every point once, and cardinality is its size', () => {
  fc.assert(
    fc.property(conditionalSpaces, (s) => {
      fc.pre(s.cardinality <= 500);
      const all = s.lattice();
      const points = Array.from({ length: all.size }, (_, index) => all.at(index));
      for (const point of points) expect(s.faults(point)).toEqual([]);
      expect(new Set(points.map((point) => s.canonical(point))).size).toBe(s.cardinality);
    }),
  );
  const finite = space({
    kind: categorical(['a', 'b', 'c']),
    x: int(1, 5).when('kind', ['a', 'b']),
    y: int(1, 2).when('kind', ['b']),
    z: ordinal(['low', 'high']),
  });
  // (a: 5) + (b: 5 * 2) + (c: 1), each with two of z.
  expect(finite.cardinality).toBe(32);
  expect(network.cardinality).toBe(Infinity);
});

test('a coarse lattice of a continuous space has distinct, valid points', () => {
  const lattice = network.lattice([2, 3, 2, 3, 4]);
  // sgd: 2 of momentum times (nesterov with 3, without 1); adam: 4; none: 1.
  expect(lattice.size).toBe(2 * (3 + 1) + 4 + 1);
  const points = Array.from({ length: lattice.size }, (_, index) => lattice.at(index));
  for (const point of points) expect(network.faults(point)).toEqual([]);
  expect(new Set(points.map((point) => network.canonical(point as never))).size).toBe(13);
});

test('refuses a value for an inactive parameter and a missing value for an active one', () => {
  expect(network.faults({ optimizer: 'none', beta: 0.9 })).toEqual([
    { path: 'beta', reason: 'exists only if optimizer is "adam", but got 0.9' },
  ]);
  expect(network.faults({ optimizer: 'adam' })).toEqual([
    { path: 'beta', reason: 'expected a finite number, but got nothing' },
  ]);
});

test('reports all faults of conditions at once', () => {
  // Names are wrong on purpose, which the types would refuse.
  const loose = (parameters: object) => () => space(parameters as never);
  expect(
    loose({
      a: float(0, 1).when('b', [1]),
      c: int(1, 3).when('d', [1]),
      d: int(1, 3).when('c', [1]),
      e: float(0, 1).when('f', [0.5]),
      f: float(0, 1),
      g: float(0, 1).when('h', ['x', 'z']),
      h: categorical(['x', 'y']),
      i: float(0, 1).when('h', []),
      j: int(1, 2).when('c', [1]),
      k: int(1, 2).when('h', 'x' as never),
    }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space is invalid:
      a.when: unknown parameter "b"; the parameters are a, c, d, e, f, g, h, i, j, k
      c.when: circular condition: "d" depends on "c"
      d.when: circular condition: "c" depends on "d"
      e.when: expected a parameter with finitely many values, but "f" is continuous
      g.when: h: expected one of "x", "y", but got "z"
      i.when: expected a list of at least one value, but got []
      k.when: expected a list of at least one value, but got "x"]
  `);
});

test('reads conditions from JSON and refuses malformed ones', () => {
  const back = spaceFromJSON(JSON.parse(JSON.stringify(network)));
  expect(back.fingerprint).toBe(network.fingerprint);
  expect(back.decode([0.5, 0.1, 0.1, 0.5, 0.5])).toEqual({ optimizer: 'adam', beta: 0.7495 });
  expect(() =>
    spaceFromJSON({ parameters: [{ name: 'a', type: 'int', low: 1, high: 2, when: 'b' }] }),
  ).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The JSON does not describe a space:
      [0].when: expected an object with a parent and a list of values, but got "b"]
  `);
});

test('an ordinal keeps its order in the row', () => {
  const s = space({ size: ordinal(['small', 'medium', 'large']) });
  const rows = (['small', 'medium', 'large'] as const).map((size) => s.encode({ size })[0]!);
  expect(rows).toEqual(rows.toSorted());
  expect(s.columns[0]).toEqual({ name: 'size', kind: 'numeric', levels: 3 });
});
