import { expect, test } from 'vitest';
import { processPool, type ProcessPoolOptions } from './process-pool.ts';
import { reference } from './reference.test-util.ts';

test.each([
  ['concurrency', 0],
  ['concurrency', 2.5],
  ['concurrency', Number.NaN],
  ['concurrency', '2'],
  ['graceMs', 0],
  ['graceMs', Number.NaN],
  ['setupTimeoutMs', -1],
  ['setupTimeoutMs', Infinity],
  ['maxTrialsPerProcess', 0],
  ['maxGrowthBytes', Number.NaN],
  ['memoryLimitBytes', 0],
  ['threads', 0],
  ['objective', undefined],
  ['objective', null],
  ['objective', { module: 'mine.js' }],
  ['objective', () => 1],
] as const)('%s %s is refused by name', (name, value) => {
  const options = { concurrency: 1, objective: reference(), [name]: value } as ProcessPoolOptions;
  expect(() => processPool(options)).toThrow(
    expect.objectContaining({
      code: 'STUDY_OPTION_INVALID',
      details: expect.objectContaining({ name, value }) as object,
    }) as Error,
  );
});
