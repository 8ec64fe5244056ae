import { expect, test } from 'vitest';
import { memoryStorage } from '../index.ts';
import { leaseOf, square, studyOf, uniform, until } from '../study/study.test-util.ts';

test('a lost trial is run on a free slot while own trials run', async () => {
  const storage = memoryStorage();
  const given = { strategy: uniform, budget: { trials: 2 }, clock: Date.now };
  const silent = { ...storage, heartbeat: async () => undefined };
  const other = await studyOf({ ...given, storage: silent, lease: leaseOf('a', { ms: 40 }) });
  const lost = (await other.ask())!;
  const s = await studyOf({ ...given, storage, lease: leaseOf('b', { ms: 40 }) });
  let isTakenOver = false;
  const objective = square(async ({ x }) => {
    if (x === lost.point.x) isTakenOver = true;
    // The other trial lasts until the lost one has begun.
    else await until(() => isTakenOver);
    return x;
  });
  expect(await s.optimize(objective, { concurrency: 2 })).toMatchObject({ complete: 2 });
  expect(s.trials.map(({ attempt }) => attempt)).toEqual([2, 1]);
});
