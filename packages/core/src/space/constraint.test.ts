import { expect, test } from 'vitest';
import { float, int, parsePoint, space, spaceFromJSON } from './index.ts';

const ordered = space({ a: int(1, 4), b: int(1, 4) }).constrain('a <= b', ({ a, b }) => a <= b);

test('a point that violates a constraint has a fault that names it', () => {
  expect(ordered.faults({ a: 2, b: 3 })).toEqual([]);
  expect(ordered.violated({ a: 3, b: 2 })).toEqual(['a <= b']);
  expect(() => parsePoint(ordered, { a: 3, b: 2 })).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The point does not lie in the space:
      .: violates the constraint "a <= b"]
  `);
});

test('values come first: a predicate never sees a point with other faults', () => {
  expect(ordered.faults({ a: 9, b: 2 }).map(({ path }) => path)).toEqual(['a']);
});

test('cardinality counts what is allowed, where that can be counted', () => {
  expect(ordered.cardinality).toBe(10);
  expect(ordered.lattice().size).toBe(16);
  const wide = space({ a: int(1, 1000), b: int(1, 1000) });
  expect(wide.constrain('a <= b', ({ a, b }) => a <= b).cardinality).toBe(1_000_000);
  expect(ordered.constrain('never', () => false).cardinality).toBe(0);
});

test('constraints add up, the space before stays as it was', () => {
  const both = ordered.constrain('sum is even', ({ a, b }) => (a + b) % 2 === 0);
  expect(both.constraints).toEqual(['a <= b', 'sum is even']);
  expect(both.violated({ a: 4, b: 1 })).toEqual(['a <= b', 'sum is even']);
  expect(ordered.constraints).toEqual(['a <= b']);
});

test('the fingerprint knows a constraint by its name', () => {
  const s = space({ a: int(1, 4), b: int(1, 4) });
  expect(s.fingerprint).not.toBe(ordered.fingerprint);
  expect(s.constrain('a <= b', () => true).fingerprint).toBe(ordered.fingerprint);
});

test('JSON has the name; the function is given back, or missed when it is needed', () => {
  const json = JSON.parse(JSON.stringify(ordered));
  const whole = spaceFromJSON(json, { predicates: { 'a <= b': ({ a, b }) => a! <= b! } });
  expect(whole.fingerprint).toBe(ordered.fingerprint);
  expect(whole.violated({ a: 3, b: 2 })).toEqual(['a <= b']);
  const named = spaceFromJSON(json);
  expect(named.fingerprint).toBe(ordered.fingerprint);
  expect(named.canonical({ a: 1, b: 2 })).toBe(ordered.canonical({ a: 1, b: 2 }));
  expect(named.cardinality).toBe(16);
  expect(() => named.violated({ a: 1, b: 2 })).toThrowErrorMatchingInlineSnapshot(
    `[TuneError: The space was read from JSON, where the constraint "a <= b" is only a name; give its function to spaceFromJSON as predicates.]`,
  );
  expect(() => spaceFromJSON({ ...json, constraints: 'a <= b' })).toThrowError(/constraints/);
});

test('a predicate that throws or says neither true nor false is named', () => {
  const s = space({ x: float(0, 1) });
  const broken = s.constrain('broken', () => {
    throw new RangeError('no');
  });
  expect(() => broken.violated({ x: 0.5 })).toThrowErrorMatchingInlineSnapshot(
    `[TuneError: The constraint "broken" is to say true or false of every point, but threw no for {"x":0.5}.]`,
  );
  const vague = s.constrain('vague', () => undefined as never);
  expect(() => vague.violated({ x: 0.5 })).toThrowErrorMatchingInlineSnapshot(
    `[TuneError: The constraint "vague" is to say true or false of every point, but returned undefined for {"x":0.5}.]`,
  );
});

test('names of constraints are faults where they are empty or there twice', () => {
  expect(() => ordered.constrain('a <= b', () => true)).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space has faults:
      constraints[1]: "a <= b" is there already]
  `);
  expect(() => ordered.constrain('', () => true)).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space has faults:
      constraints[1]: expected a name]
  `);
  expect(() => ordered.constrain('text', 'a <= b' as never)).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space has faults:
      constraints[1]: expected a function from a point to true or false]
  `);
});
