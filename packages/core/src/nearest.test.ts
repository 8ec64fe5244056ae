import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

test('the nearest spelling, where one is near', () => {
  expect(nearest('baies', ['random', 'bayes', 'grid'])).toBe('bayes');
  expect(nearest('hartman6', ['branin', 'hartmann6'])).toBe('hartmann6');
  expect(nearest('initalTrails', ['noise', 'initialTrials'])).toBe('initialTrials');
  expect(nearest('elephant', ['random', 'bayes', 'grid'])).toBeUndefined();
  expect(nearest('bayes', [])).toBeUndefined();
});

test('of names that are equally near the first one', () => {
  expect(nearest('tpe', ['tpa', 'tpo'])).toBe('tpa');
});

test('a name of one or two letters is not near to everything', () => {
  expect(nearest('xy', ['b'])).toBeUndefined();
  expect(nearest('', ['ab'])).toBeUndefined();
});
