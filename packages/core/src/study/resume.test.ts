import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryStorage, readStudy, type Storage } from '../index.ts';
import { eventsOf, leaseOf, square, studyOf, type Given } from './study.test-util.ts';

const study = (storage: Storage, given: Given = {}) =>
  studyOf({ storage, seed: 3, budget: { trials: 9 }, ...given });

const run = async (storage: Storage, given: Given = {}) => {
  const one = await study(storage, given);
  await one.optimize(square());
  return one;
};

type Row = { readonly point: object; readonly value?: number; readonly seed: number };
const table = ({ trials }: { readonly trials: readonly Row[] }) =>
  trials.map(({ point, value, seed }) => ({ point, value, seed }));

test('cut off after any event, a study goes on to the trials of the uninterrupted one', async () => {
  const storage = memoryStorage();
  const whole = await run(storage, { lease: leaseOf('first') });
  const all = await eventsOf(storage);
  expect(all).toHaveLength(19);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: all.length }), async (kept) => {
      const cut = memoryStorage();
      if (kept > 0) await cut.append('s', all.slice(0, kept), { expectedVersion: 0 });
      const lease = leaseOf('second', { isGone: () => true });
      expect(table(await run(cut, { lease }))).toEqual(table(whole));
    }),
    { numRuns: all.length },
  );
});

test('cut off at any moment, a study goes on to the trials of the uninterrupted one', async () => {
  const whole = await run(memoryStorage());
  for (let ms = 0; ms < 60; ms += 4) {
    const storage = memoryStorage();
    const signal = AbortSignal.timeout(ms);
    await (await study(storage)).optimize(square(), { signal });
    expect(table(await run(storage))).toEqual(table(whole));
  }
});

test('a longer budget goes on where the shorter one ended', async () => {
  const storage = memoryStorage();
  await run(storage, { budget: { trials: 2 } });
  const longer = await run(storage, { budget: { trials: 4 } });
  const whole = await run(memoryStorage(), { budget: { trials: 4 } });
  expect(table(longer)).toEqual(table(whole));
});

test('a stored study can be read without its strategy and objective', async () => {
  const storage = memoryStorage();
  const one = await run(storage, { objective: { name: 'square' } });
  const stored = await readStudy(storage, 's');
  expect(stored).toMatchObject({ name: 's', budget: { trials: 9 } });
  expect(stored!.created).toMatchObject({
    ...{ type: 'study-created', directions: ['minimize'], seed: 3 },
    ...{ strategy: { name: 'drifting' }, objective: { name: 'square' } },
  });
  expect(stored!.trials).toEqual(one.trials);
  expect(stored!.best).toEqual(one.best);
  expect(await readStudy(storage, 'another')).toBeUndefined();
});
