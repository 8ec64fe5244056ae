import { expect, test } from 'vitest';
import { spaceFromJSON } from './space-json.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import { parsePoint, space } from './space.ts';

const ordered = space({ a: int(1, 4), b: int(1, 4) }).constrain('a <= b', ({ a, b }) => a <= b);

test('the fault of a violated constraint names it', () => {
  expect(ordered.faults({ a: 2, b: 3 })).toEqual([]);
  expect(ordered.violated({ a: 3, b: 2 })).toEqual(['a <= b']);
  expect(() => parsePoint(ordered, { a: 3, b: 2 })).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The point is not in the space:
      .: violates the constraint "a <= b"]
  `);
});

test('a predicate never sees a point with other faults', () => {
  expect(ordered.faults({ a: 9, b: 2 }).map(({ path }) => path)).toEqual(['a']);
});

test('cardinality leaves out points that violate constraints, up to a limit', () => {
  expect(ordered.cardinality).toBe(10);
  expect(ordered.lattice().size).toBe(16);
  const wide = space({ a: int(1, 1000), b: int(1, 1000) });
  expect(wide.constrain('a <= b', ({ a, b }) => a <= b).cardinality).toBe(1_000_000);
  expect(ordered.constrain('never', () => false).cardinality).toBe(0);
});

test('constrain adds a constraint and leaves the original space alone', () => {
  const both = ordered.constrain('sum is even', ({ a, b }) => (a + b) % 2 === 0);
  expect(both.constraints).toEqual(['a <= b', 'sum is even']);
  expect(both.violated({ a: 4, b: 1 })).toEqual(['a <= b', 'sum is even']);
  expect(ordered.constraints).toEqual(['a <= b']);
});

test('the fingerprint depends on the names of constraints only', () => {
  const s = space({ a: int(1, 4), b: int(1, 4) });
  expect(s.fingerprint).not.toBe(ordered.fingerprint);
  expect(s.constrain('a <= b', () => true).fingerprint).toBe(ordered.fingerprint);
});

test('JSON holds names of constraints; predicates are passed again or missed when needed', () => {
  const json = JSON.parse(JSON.stringify(ordered));
  const whole = spaceFromJSON(json, { predicates: { 'a <= b': ({ a, b }) => a! <= b! } });
  expect(whole.fingerprint).toBe(ordered.fingerprint);
  expect(whole.violated({ a: 3, b: 2 })).toEqual(['a <= b']);
  const named = spaceFromJSON(json);
  expect(named.fingerprint).toBe(ordered.fingerprint);
  expect(named.canonical({ a: 1, b: 2 })).toBe(ordered.canonical({ a: 1, b: 2 }));
  expect(named.cardinality).toBe(16);
  expect(() => named.violated({ a: 1, b: 2 })).toThrowErrorMatchingInlineSnapshot(
    `[TuneError: The space was read from JSON, which holds only the name of the constraint "a <= b"; pass its function to spaceFromJSON in predicates.]`,
  );
  expect(() => spaceFromJSON({ ...json, constraints: 'a <= b' })).toThrowError(/constraints/);
});

test('names a predicate that throws or does not return a boolean', () => {
  const s = space({ x: float(0, 1) });
  const broken = s.constrain('broken', () => {
    throw new RangeError('no');
  });
  expect(() => broken.violated({ x: 0.5 })).toThrowErrorMatchingInlineSnapshot(
    `[TuneError: The constraint "broken" must return true or false for every point, but it threw no for {"x":0.5}.]`,
  );
  const vague = s.constrain('vague', () => undefined as never);
  expect(() => vague.violated({ x: 0.5 })).toThrowErrorMatchingInlineSnapshot(
    `[TuneError: The constraint "vague" must return true or false for every point, but it returned undefined for {"x":0.5}.]`,
  );
});

test('refuses empty and duplicate names of constraints, and predicates that are not functions', () => {
  expect(() => ordered.constrain('a <= b', () => true)).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space is invalid:
      constraints[1]: duplicate name "a <= b"]
  `);
  expect(() => ordered.constrain('', () => true)).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space is invalid:
      constraints[1]: expected a name]
  `);
  expect(() => ordered.constrain('text', 'a <= b' as never)).toThrowErrorMatchingInlineSnapshot(`
    [TuneError: The space is invalid:
      constraints[1]: expected a function from a point to true or false]
  `);
});

test('a predicate that writes to its point fails, and the point stays as it was', () => {
  const writes = (point: { a: number }) => {
    point.a = 9;
    return true;
  };
  const point = { a: 1, b: 2 };
  const s = ordered.constrain('writes', writes as never);
  expect(() => s.faults(point)).toThrowErrorMatchingInlineSnapshot(
    `[TuneError: The constraint "writes" must return true or false for every point, but it threw Cannot assign to read only property 'a' of object '#<Object>' for {"a":1,"b":2}.]`,
  );
  expect(point).toEqual({ a: 1, b: 2 });
  // Code that is not strict is not told; what it writes is lost all the same.
  const sloppy = new Function('point', 'point.a = 9; return point.a === 1') as () => boolean;
  expect(ordered.constrain('sloppy', sloppy).faults(point)).toEqual([]);
  expect(point).toEqual({ a: 1, b: 2 });
});

test('a predicate that gives a promise or throws something odd fails with a sentence', async () => {
  const s = space({ x: float(0, 1) });
  const odd: [string, () => unknown][] = [
    ['late', () => Promise.reject(new Error('late'))],
    ['number', () => 1],
    [
      'null',
      () => {
        throw null;
      },
    ],
    [
      'hostile',
      () => {
        throw Object.defineProperty(new Error(), 'message', {
          get() {
            throw new Error('no');
          },
        });
      },
    ],
    ['long', () => 'x'.repeat(1e6)],
  ];
  const messages = odd.map(([name, predicate]) => {
    try {
      return s.constrain(name, predicate as never).faults({ x: 0.5 });
    } catch (error) {
      return (error as Error).message.slice(0, 150);
    }
  });
  expect(messages).toMatchInlineSnapshot(`
    [
      "The constraint "late" must return true or false for every point, but it returned a promise (it cannot be async) for {"x":0.5}.",
      "The constraint "number" must return true or false for every point, but it returned 1 for {"x":0.5}.",
      "The constraint "null" must return true or false for every point, but it threw null for {"x":0.5}.",
      "The constraint "hostile" must return true or false for every point, but it threw something that cannot be shown for {"x":0.5}.",
      "The constraint "long" must return true or false for every point, but it returned "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ]
  `);
  // An unhandled rejection would end the process.
  await new Promise((resolve) => setTimeout(resolve, 5));
});
