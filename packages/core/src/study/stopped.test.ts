import { expect, test } from 'vitest';
import { memoryStorage } from '../index.ts';
import { interrupted, square, statesOf, studyOf, uniform, type Given } from './study.test-util.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

test('once a stopping rule holds, trials that wait are not begun', async () => {
  const storage = memoryStorage();
  const given = { storage, budget: { trials: 50 }, stopping: { target: 10 } };
  const s = await study(given);
  const [first, second] = await s.ask({ count: 2 });
  await s.enqueue({ x: 0.5 });
  await s.tell(first!, 9);
  expect(await s.ask()).toBeUndefined();
  // One that runs goes on to its end.
  expect(s.isOver).toBe(false);
  await s.tell(second!, interrupted);
  expect(s.isOver).toBe(true);
  expect(await s.ask()).toBeUndefined();
  expect(await s.optimize(square())).toMatchObject({ reason: 'stopped', complete: 0 });
  expect(statesOf(s)).toEqual(['complete', 'waiting', 'waiting']);
  // Without the rule they are.
  const freed = await study({ ...given, stopping: {} });
  expect(await freed.ask({ count: 2 })).toMatchObject([{ number: 2 }, { number: 3 }]);
});

test('once the seconds of the budget are spent, trials that wait are not begun', async () => {
  let now = 0;
  const s = await study({ clock: () => now, budget: { seconds: 1 } });
  const first = await s.ask();
  await s.enqueue({ x: 0.5 });
  now = 1000;
  await s.tell(first!, 1);
  expect(await s.ask()).toBeUndefined();
  expect(s.isOver).toBe(true);
});

test('a study that was removed, and one made under its name, take nothing of those who hold the old one', async () => {
  const storage = memoryStorage();
  const old = await studyOf({ strategy: uniform, storage });
  const trial = (await old.ask())!;
  await storage.catalog.remove(old.name);
  await expect(old.tell(trial, 1)).rejects.toMatchObject({ code: 'STUDY_REMOVED' });
  const next = await studyOf({ strategy: uniform, storage });
  await expect(old.tell(trial, 1)).rejects.toMatchObject({ code: 'STUDY_REMOVED' });
  expect(next.trials).toEqual([]);
});
