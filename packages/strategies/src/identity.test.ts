import type { Strategy } from '@tune/core';
import { expect, test } from 'vitest';
import { bayes } from './bayes/bayes.ts';
import { builtInStrategies } from './built-in.ts';

const identityOf = ({ name, options, version }: Strategy) => ({ name, options, version });

test.each(Object.entries(builtInStrategies))('%s without options has none', (name, make) => {
  expect(identityOf(make())).toEqual({ name, options: undefined, version: '1' });
  expect(Object.hasOwn(make({}), 'options')).toBe(false);
});

test('strategies of equal behavior have equal identities', () => {
  const plain = identityOf(bayes());
  expect(identityOf(bayes({ noise: 'auto', trustRegion: true, backend: 'auto' }))).toEqual(plain);
  expect(identityOf(bayes({ initialTrials: undefined } as object))).toEqual(plain);
  const one = bayes({ noise: 'infer', candidates: 64, acquisition: 'logEI' });
  const other = bayes({ candidates: 64, kernel: 'matern52', noise: 'infer' });
  expect(JSON.stringify(identityOf(one))).toBe(JSON.stringify(identityOf(other)));
  expect(one.options).toEqual({ candidates: 64, noise: 'infer' });
});

test('options that change suggestions change the identity', () => {
  const options = [{}, { noise: 'infer' }, { trustRegion: false }, { initialTrials: 5 }] as const;
  const identities = options.map((given) => JSON.stringify(identityOf(bayes(given))));
  expect(new Set(identities).size).toBe(options.length);
});
