import {
  categorical,
  float,
  int,
  space,
  type Parameters,
  type Point,
  type Space,
} from '@tune/core';

const LETTERS = [...'abcdefghij'];
const numbersOf = (point: Point): number[] =>
  LETTERS.map((name) => point[name]).filter((value) => typeof value === 'number');
const sumOf = (point: Point): number => numbersOf(point).reduce((sum, value) => sum + value, 0);
const isOrdered = (numbers: readonly number[]): boolean =>
  numbers.every((value, j) => j === 0 || numbers[j - 1]! < value);

/** A space of `count` equal parameters a, b, ... and others. */
const equal = (count: number, parameter: Parameters[string], others: Parameters = {}): Space =>
  space({
    ...Object.fromEntries(LETTERS.slice(0, count).map((name) => [name, parameter])),
    ...others,
  }) as Space;

const isSum = (total: number) => (point: Point) => Math.abs(sumOf(point) - total) < 1e-9;

/** Spaces of which uniform draws find few points or none. */
export const narrowSpaces: Readonly<Record<string, Space>> = {
  'six ints that sum to 1000': equal(6, int(0, 1000)).constrain('sum', isSum(1000)),
  'ten ints that sum to 1000': equal(10, int(0, 1000)).constrain('sum', isSum(1000)),
  'shares with a step that sum to 1': equal(5, float(0, 1, { step: 0.01 })).constrain(
    'sum',
    isSum(1),
  ),
  'ten ordered ints, one constraint': equal(10, int(0, 20)).constrain('order', (point) =>
    isOrdered(numbersOf(point)),
  ),
  'ten ordered ints, nine constraints': LETTERS.slice(1).reduce(
    (of, name, j) =>
      of.constrain(`${LETTERS[j]} < ${name}`, (point) => point[LETTERS[j]!]! < point[name]!),
    equal(10, int(0, 20)),
  ),
  'a product of four ints': equal(4, int(1, 100)).constrain(
    'product',
    (point) => numbersOf(point).reduce((product, value) => product * value, 1) === 720,
  ),
  'two sums': equal(6, int(0, 100))
    .constrain('first', ({ a, b, c }) => Number(a) + Number(b) + Number(c) === 100)
    .constrain('second', ({ d, e, f }) => Number(d) + Number(e) + Number(f) === 100),
  'a sum beside other parameters': equal(6, int(0, 1000), {
    lr: float(1e-5, 1, { log: true }),
    optimizer: categorical(['a', 'b', 'c']),
  })
    .constrain('sum', isSum(1000))
    .constrain('a < b', ({ a, b }) => a! < b!),
  'a sum under a condition': space({
    kind: categorical(['mix', 'one']),
    a: int(0, 1000).when('kind', ['mix']),
    b: int(0, 1000).when('kind', ['mix']),
    c: int(0, 1000).when('kind', ['mix']),
    d: int(0, 1000).when('kind', ['mix']),
    lr: float(0, 1),
  }).constrain('sum', (point) => point.kind === 'mix' && isSum(1000)(point as Point)) as Space,
};
