import { expect, test } from 'vitest';
import { memoryStorage } from '../index.ts';
import { complete, leaseOf, slowStorage, studyOf } from './study.test-util.ts';

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );

test('a trial that waits is claimed by its number and can be told', async () => {
  const storage = memoryStorage();
  const first = await studyOf({ storage });
  const [one, two] = await first.ask({ count: 2 });
  await first.dispose();
  const again = await studyOf({ storage });
  const claimed = await again.claim(2);
  expect(claimed).toMatchObject({ number: 2, attempt: 2, state: 'running', point: two!.point });
  // It runs here now: a second claim is the same, and an ask gives the other one.
  expect((await again.claim(2)).token).toBe(claimed.token);
  expect(await again.ask()).toMatchObject({ number: 1, point: one!.point });
  expect(await again.tell(claimed, 3)).toMatchObject({ value: 3 });
});

test('a trial whose process is gone is claimed, one whose process is alive is not', async () => {
  const storage = memoryStorage();
  const dead = await studyOf({ storage, lease: leaseOf('dead') });
  const lost = await dead.ask();
  const isGone = (holder: string) => holder === 'dead';
  const b = await studyOf({ storage, lease: leaseOf('b', { isGone }) });
  const mine = await b.claim(lost!.number);
  expect(mine).toMatchObject({ number: 1, attempt: 2, retries: 1 });
  expect(await codeOf(dead.tell(lost!, 1))).toBe('STUDY_TRIAL_LOST');
  const c = await studyOf({ storage, lease: leaseOf('c', { isGone }) });
  expect(await codeOf(c.claim(1))).toBe('STUDY_TRIAL_HELD');
  await b.tell(mine, complete(2));
  expect(await codeOf(c.claim(1))).toBe('STUDY_TRIAL_ENDED');
  await expect(c.claim(1)).rejects.toThrow('Trial 1 has already ended as complete');
});

test('a trial that is silent for its whole lease is claimed', async () => {
  const storage = memoryStorage();
  let now = 0;
  const clock = () => now;
  const quiet = await studyOf({ storage, clock, lease: leaseOf('quiet') });
  await quiet.ask({ count: 2 });
  const b = await studyOf({ storage, clock, lease: leaseOf('b') });
  expect(await codeOf(b.claim(1))).toBe('STUDY_TRIAL_HELD');
  now += 900;
  expect(await codeOf(b.claim(2))).toBe('STUDY_TRIAL_HELD');
  now += 101;
  expect(await b.claim(1)).toMatchObject({ attempt: 2 });
  expect(await b.claim(2)).toMatchObject({ attempt: 2 });
});

test('without a lease, what runs elsewhere is never taken; unknown numbers are refused', async () => {
  const storage = memoryStorage();
  await (await studyOf({ storage })).ask();
  const other = await studyOf({ storage });
  expect(await codeOf(other.claim(1))).toBe('STUDY_TRIAL_HELD');
  for (const number of [2, 0, -1, 1.5, Number.NaN]) {
    expect(await codeOf(other.claim(number))).toBe('STUDY_TRIAL_UNKNOWN');
  }
  await other.dispose();
  expect(await codeOf(other.claim(1))).toBe('STUDY_CLOSED');
});

test('of two that claim a trial at the same time, one gets it', async () => {
  const storage = slowStorage(memoryStorage());
  const first = await studyOf({ storage });
  await first.enqueue({ x: 0.5 });
  const both = [await studyOf({ storage }), await studyOf({ storage })];
  const claims = await Promise.allSettled(both.map((study) => study.claim(1)));
  expect(claims.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(claims.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'STUDY_TRIAL_HELD' },
  });
});
