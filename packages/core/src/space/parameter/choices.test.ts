import { expect, test } from 'vitest';
import { spaceFromJSON } from '../space-json.ts';
import { categorical } from './categorical.ts';
import { ordinal } from './ordinal.ts';

test.each([
  ['categorical', categorical],
  ['ordinal', ordinal],
])('%s refuses choices that JSON does not have', (type, make) => {
  const wrong = ['a', Infinity, -Infinity, Number.NaN, null, undefined, {}, 1n, 'a'];
  const faults = make(wrong as never).faults();
  expect(faults.map(({ path, reason }) => `${path}: ${reason}`)).toMatchInlineSnapshot(`
    [
      "choices[1]: expected a string, a finite number or a boolean, but got Infinity",
      "choices[2]: expected a string, a finite number or a boolean, but got -Infinity",
      "choices[3]: expected a string, a finite number or a boolean, but got NaN",
      "choices[4]: expected a string, a finite number or a boolean, but got null",
      "choices[5]: expected a string, a finite number or a boolean, but got undefined",
      "choices[6]: expected a string, a finite number or a boolean, but got {}",
      "choices[7]: expected a string, a finite number or a boolean, but got 1n",
      "choices[8]: duplicate choice "a"",
    ]
  `);
  expect(() =>
    spaceFromJSON(JSON.parse(`[{"name":"c","type":"${type}","choices":[1e999]}]`)),
  ).toThrowError('c.choices[0]: expected a string, a finite number or a boolean, but got Infinity');
});

test('refuses choices that are not a list', () => {
  expect(categorical('abc' as never).faults()).toEqual([
    { path: 'choices', reason: 'expected a list, but got "abc"' },
  ]);
  expect(ordinal(undefined as never).faults()).toEqual([
    { path: 'choices', reason: 'expected a list, but got undefined' },
  ]);
});
