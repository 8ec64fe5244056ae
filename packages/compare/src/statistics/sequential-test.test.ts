import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SequentialTest } from './sequential-test.ts';

const evidence = (differences: readonly number[], goal = 40): number => {
  const test = new SequentialTest(goal);
  for (const difference of differences) test.add(difference);
  return test.evidence;
};

const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant(Infinity)), {
  minLength: 1,
  maxLength: 9,
});

test('its mean over all patterns of signs is 1, whatever the sizes: chance wins nothing', () => {
  fc.assert(
    fc.property(sizes, (list) => {
      let sum = 0;
      for (let signs = 0; signs < 2 ** list.length; signs++) {
        sum += evidence(list.map((size, i) => (signs & (1 << i) ? size : -size)));
      }
      expect(sum / 2 ** list.length).toBeCloseTo(1, 9);
    }),
  );
});

test('the next sign, bet on after the size is known, changes it by 1 on average', () => {
  fc.assert(
    fc.property(sizes, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }), (list, signs) => {
      const before = list.slice(0, -1).map((size, i) => (signs[i] ? size : -size));
      const last = list.at(-1)!;
      const after = (evidence([...before, last]) + evidence([...before, -last])) / 2;
      expect(after / evidence(before)).toBeCloseTo(1, 9);
    }),
  );
});

test('only order and size by rank count: a larger unit, zeros', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 12 }), (list) => {
      expect(evidence(list.map((value) => value * 8))).toBeCloseTo(evidence(list), 12);
      expect(evidence(list.filter((value) => value !== 0))).toBe(evidence(list));
    }),
  );
});

test('differences of one sign and size need seven to reach 40; growing ones need six', () => {
  const same = (count: number): number => evidence(Array<number>(count).fill(-2));
  expect(same(6)).toBeLessThan(40);
  expect(same(7)).toBe(40);
  expect(evidence(Array<number>(7).fill(2))).toBeLessThan(0.1);
  expect(evidence([-1, -2, -3, -4, -5, -6])).toBe(40);
});

test('it never has more than the goal, and keeps it', () => {
  const test = new SequentialTest(5);
  for (let i = 0; i < 9; i++) test.add(-1);
  expect([test.evidence, test.isReached]).toEqual([5, true]);
  for (let i = 0; i < 9; i++) test.add(1);
  expect([test.evidence, test.isReached]).toEqual([5, true]);
});

test('close to the goal less is risked', () => {
  const won = Array<number>(6).fill(-2);
  expect(evidence([...won, 2])).toBeGreaterThan(evidence([...won, 2], Infinity));
  expect(evidence([...won, 2])).toBeCloseTo(2 * evidence(won) - 40, 12);
});

test('a copy goes on by itself', () => {
  const test = new SequentialTest(40);
  test.add(-1);
  const copy = test.copy();
  copy.add(-3);
  copy.add(2);
  expect(test.evidence).toBe(evidence([-1]));
  expect(copy.evidence).toBe(evidence([-1, -3, 2]));
});
