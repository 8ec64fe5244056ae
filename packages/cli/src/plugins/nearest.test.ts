import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

test('the nearest spelling, where one is near', () => {
  expect(nearest('baies', ['random', 'bayes', 'grid'])).toBe('bayes');
  expect(nearest('hartman6', ['branin', 'hartmann6'])).toBe('hartmann6');
  expect(nearest('elephant', ['random', 'bayes', 'grid'])).toBeUndefined();
  expect(nearest('bayes', [])).toBeUndefined();
});
