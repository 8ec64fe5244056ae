import { expect, test } from 'vitest';
import { createStudy } from '../index.ts';
import { square, studyOf } from './study.test-util.ts';

const invalid = (name: string) => ({ code: 'STUDY_OPTION_INVALID', details: { name } });

test.each([undefined, null, 5, 'x'])('createStudy(%j) is refused', async (options) => {
  await expect(createStudy(options as never)).rejects.toMatchObject(
    invalid('the options of createStudy()'),
  );
});

test.each<[string, object]>([
  ['storage', { storage: {} }],
  ['storage', { storage: null }],
  ['storage', { storage: 5 }],
  ['clock', { clock: 5 }],
  ['stopping', { stopping: null }],
  ['objective', { objective: null }],
  ['objective.name', { objective: {} }],
  ['lease', { lease: null }],
  ['environment', { environment: null }],
  ['budjet', { budjet: { trials: 3 } }],
])('option %s of createStudy is checked: %j', async (name, options) => {
  await expect(studyOf(options)).rejects.toMatchObject(invalid(name));
});

test.each<[string, object]>([
  ['pruner', { pruner: {} }],
  ['pruner', { pruner: null }],
  ['executor', { executor: { concurrency: 1 } }],
  ['executor', { executor: null }],
  ['semaphore', { semaphore: {} }],
  ['signal', { signal: {} }],
  ['onEvent', { onEvent: 5 }],
  ['concurency', { concurency: 4 }],
  ['the options of optimize()', null as never],
])('option %s of optimize is checked: %j', async (name, options) => {
  const s = await studyOf();
  await expect(s.optimize(square(), options)).rejects.toMatchObject(invalid(name));
  expect(s.size).toBe(0);
});

test('an unknown option is refused with those that exist; undefined is none', async () => {
  const s = await studyOf({ budget: { trials: 1 } });
  await expect(
    s.optimize(square(), { concurency: 4 } as never),
  ).rejects.toThrowErrorMatchingInlineSnapshot(
    `[TuneError: Expected no value (it is not an option of optimize(), which has trials, seconds, concurrency, executor, semaphore, budget, pruner, timeoutMs, maxFailures, signal, onEvent) for concurency, but got 4.]`,
  );
  const options = { concurency: undefined } as never;
  expect(await s.optimize(square(), options)).toMatchObject({ complete: 1 });
});

test('an unknown option of ask and of stopping is refused', async () => {
  const s = await studyOf();
  await expect(s.ask({ cuont: 3 } as never)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[TuneError: Expected no value (it is not an option of ask(), which has count, signal) for cuont, but got 3.]`,
  );
  expect(s.size).toBe(0);
  await expect(studyOf({ stopping: { targt: 1 } } as never)).rejects.toMatchObject(
    invalid('targt'),
  );
});
