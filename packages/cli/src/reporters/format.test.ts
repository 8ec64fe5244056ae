import { expect, test } from 'vitest';
import { countOf, formatSeconds, formatValue } from './format.ts';

test.each([
  [0.9715, '0.9715'],
  [-3.32237, '-3.3224'],
  [128, '128'],
  [0, '0'],
  [0.001873456, '0.001873'],
  [0.0000123, '1.230e-5'],
  [123456.5, '1.235e+5'],
  ['relu', 'relu'],
  [true, 'true'],
])('%s is shown as %s', (value, shown) => expect(formatValue(value)).toBe(shown));

test.each([
  [0.034, '0.03 s'],
  [9.99, '9.99 s'],
  [9.999, '10 s'],
  [42.4, '42 s'],
  [59.7, '1 min 0 s'],
  [432, '7 min 12 s'],
  [3599.8, '1 h 0 min'],
  [7322, '2 h 2 min'],
])('%s seconds are shown as %s', (seconds, shown) => expect(formatSeconds(seconds)).toBe(shown));

test('one is singular', () => {
  expect(countOf(1, 'trial')).toBe('1 trial');
  expect(countOf(2000, 'trial')).toBe('2,000 trials');
});
