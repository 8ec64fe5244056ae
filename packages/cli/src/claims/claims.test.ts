import type { CheckedClaim } from '@tune/compare';
import { expect, test } from 'vitest';
import { claimsOf, exitCodeOf } from './claims.ts';

const labels = ['bayes', 'bayes?kernel=rbf', 'random'];

test('each flag is a claim, and the probability belongs to all of them', () => {
  expect(claimsOf({}, labels)).toEqual([]);
  const flags = { winner: 'bayes', failUnlessBetterThan: 'random', atLeast: 0.9 };
  expect(claimsOf({ ...flags, probability: 0.8 }, labels)).toEqual([
    { type: 'winner', strategy: 'bayes', probability: 0.8 },
    { type: 'better-than', strategy: 'random', probability: 0.8 },
    { type: 'at-least', value: 0.9, strategy: 'bayes', probability: 0.8 },
  ]);
  expect(claimsOf({ atLeast: 0.9 }, labels)).toEqual([{ type: 'at-least', value: 0.9 }]);
});

test('a label has to be one of those that take part, and to have a rival', () => {
  expect(() => claimsOf({ winner: 'bayes?kernel=rbg' }, labels)).toThrow(
    '--winner expects one of bayes, bayes?kernel=rbf, random, but got bayes?kernel=rbg. Did you mean bayes?kernel=rbf?',
  );
  expect(() => claimsOf({ failUnlessBetterThan: 'random' }, ['random'])).toThrow(
    '--fail-unless-better-than needs another strategy to compare random with.',
  );
  expect(() => claimsOf({ probability: 0.5 }, labels)).toThrow('--probability needs what is to');
});

test('what fails decides, then what cannot be told', () => {
  const of = (...answers: CheckedClaim['answer'][]) =>
    exitCodeOf(answers.map((answer) => ({ claim: '', answer, reason: '', moreRepeats: null })));
  expect(of()).toBe(0);
  expect(of('holds', 'holds')).toBe(0);
  expect(of('holds', 'unknown')).toBe(4);
  expect(of('unknown', 'fails', 'holds')).toBe(3);
});
