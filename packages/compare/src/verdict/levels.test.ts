import { expect, test } from 'vitest';
import { decide } from './decide.ts';
import { judgePair } from './judge-pair.ts';
import { extendedLevel, FIXED_LEVEL } from './levels.ts';

const ahead = (repeats: number): number[] => Array.from({ length: repeats }, (_, i) => -1 - i);
const answer = (repeats: number, level?: number): string =>
  judgePair(ahead(repeats), { rope: 0, isFixed: false, ...(level === undefined ? {} : { level }) })
    .answer;

test('a fixed look and those after it share 5 %; fewer than six repeats cannot decide and cost nothing', () => {
  expect(FIXED_LEVEL + extendedLevel(10)).toBe(0.05);
  expect(extendedLevel()).toBe(extendedLevel(6));
  expect(extendedLevel(5)).toBe(0.05);
  // The smallest p-value of five repeats.
  expect(judgePair(ahead(5), { rope: 0, isFixed: true }).answer).toBe('unknown');
  expect(judgePair(ahead(6), { rope: 0, isFixed: true }).answer).toBe('better');
});

test('what was fixed at six or more and is extended needs more repeats than what was not', () => {
  expect(answer(6)).toBe('better');
  expect(answer(6, extendedLevel(6))).toBe('unknown');
  expect(answer(8, extendedLevel(6))).toBe('better');
});

test('what was found once has to agree with the estimate still', () => {
  const signs = { isBelowZero: true, isAboveZero: false, isBelowRope: true, isAboveRope: false };
  expect(decide(signs, -1, 0.5)).toBe('better');
  expect(decide(signs, -0.1, 0.5)).toBe('unknown');
  expect(decide(signs, 1, 0.5)).toBe('unknown');
  const both = { ...signs, isAboveRope: true };
  expect(decide(both, 0.1, 0.5)).toBe('equal');
  expect(decide(both, -2, 0.5)).toBe('better');
});
