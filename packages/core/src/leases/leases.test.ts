import { expect, test } from 'vitest';
import { memoryStorage, type RunEvent, type RunSummary, type Storage } from '../index.ts';
import {
  complete,
  eventsOf,
  leaseOf,
  slowStorage,
  square,
  statesOf,
  studyOf,
  uniform,
  until,
  wait,
  type Given,
} from '../study/study.test-util.ts';

let now = 0;
const study = (storage: Storage, given: Given = {}) =>
  studyOf({ storage, seed: 3, clock: () => now, budget: { trials: 9 }, ...given });

/** The same storage, to which no sign of life of these holders comes through. */
const withoutHeartbeats = (storage: Storage, ...holders: string[]): Storage => ({
  ...storage,
  heartbeat: async (name, holder) => {
    if (!holders.includes(holder)) await storage.heartbeat(name, holder);
  },
});

test('a trial without signs of life is taken over when its lease has run out', async () => {
  const storage = memoryStorage();
  const a = await study(storage, { lease: leaseOf('a') });
  const lost = await a.ask();
  const b = await study(storage, { lease: leaseOf('b') });
  expect((await b.ask())!.number).toBe(2);
  now += 900;
  await storage.heartbeat('s', 'a');
  expect((await b.ask())!.number).toBe(3);
  now += 900;
  expect((await b.ask())!.number).toBe(4);
  now += 101;
  const again = await b.ask();
  expect(again).toMatchObject({ number: 1, attempt: 2, retries: 1, point: lost!.point });
  expect(again!.seed).toBe(lost!.seed);
  expect(again!.token).not.toBe(lost!.token);
  await expect(a.tell(lost!, 1)).rejects.toMatchObject({ code: 'STUDY_TRIAL_LOST' });
  await a.sync();
  await expect(a.tell(lost!, 1)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[TuneError: Trial 1 is now in attempt 2: its lease expired and another process took it over. The outcome of the older attempt is not stored.]`,
  );
  await lost!.report(1, 1);
  await again!.report(1, 2);
  expect(await a.reports(1)).toEqual([]);
  await b.tell(again!, 1);
  expect(await b.reports(1)).toEqual([{ step: 1, value: 2 }]);
  expect(b.trials[0]).toMatchObject({ state: 'complete', value: 1, retries: 1 });
});

test('studies that hold trials give signs of life, until they hold none', async () => {
  const storage = memoryStorage();
  const s = await study(storage, { lease: leaseOf('a', { ms: 20 }) });
  const beats = async () => (await storage.readHeartbeats('s')).get('a') ?? 0;
  await wait(30);
  expect(await beats()).toBe(0);
  const [first, second] = await s.ask({ count: 2 });
  await until(async () => (await beats()) > 2);
  await s.tell(first!, 1);
  const during = await beats();
  await until(async () => (await beats()) > during);
  await s.tell(second!, 1);
  const after = await beats();
  await wait(30);
  expect(await beats()).toBe(after);
});

test('a study whose trial was taken over gives no more signs of life for it', async () => {
  const storage = memoryStorage();
  const beats: string[] = [];
  const counting: Storage = { ...storage, heartbeat: async (_, holder) => void beats.push(holder) };
  const a = await study(counting, { lease: leaseOf('a', { ms: 20 }) });
  const lost = await a.ask();
  const b = await study(storage, { lease: leaseOf('b', { isGone: () => true }) });
  await b.tell((await b.ask())!, 1);
  await expect(a.tell(lost!, 2)).rejects.toMatchObject({ code: 'STUDY_TRIAL_LOST' });
  beats.length = 0;
  await wait(30);
  expect(beats).toEqual([]);
});

test('clocks of two processes are never compared', async () => {
  for (const skew of [600_000, -600_000]) {
    const storage = memoryStorage();
    const a = await study(storage, { lease: leaseOf('a') });
    const ahead = () => now + skew;
    const b = await study(storage, { lease: leaseOf('b'), clock: ahead });
    await a.ask();
    expect((await b.ask())!.number).toBe(2);
    now += 999;
    expect((await b.ask())!.number).toBe(3);
    expect((await a.ask())!.number).toBe(4);
    // Two quiet leases later each of them takes over what the other one has.
    now += 2002;
    expect(await b.ask()).toMatchObject({ number: 1, attempt: 2 });
  }
});

test('a holder that is known to be gone loses its trials at once, one that is alive does not', async () => {
  const storage = memoryStorage();
  await (await study(storage, { lease: leaseOf('a') })).ask();
  const alive = await study(storage, { lease: leaseOf('b', { isGone: () => false }) });
  expect((await alive.ask())!.number).toBe(2);
  now += 5000;
  expect((await alive.ask())!.number).toBe(3);
  const gone = await study(storage, {
    lease: leaseOf('c', { isGone: (holder) => holder === 'a' }),
  });
  expect(await gone.ask()).toMatchObject({ number: 1, attempt: 2 });
});

test('a trial that loses its process more than maxRetries times has failed', async () => {
  const storage = memoryStorage();
  for (const [holder, attempt] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const) {
    const lease = leaseOf(holder, { isGone: () => true });
    const trial = await (await study(storage, { lease, maxRetries: 2 })).ask();
    expect(trial).toMatchObject({ number: 1, attempt });
  }
  const lease = leaseOf('d', { isGone: () => true });
  const last = await study(storage, { lease, maxRetries: 2 });
  expect((await last.ask())!.number).toBe(2);
  expect(last.trials[0]).toMatchObject({
    ...{ state: 'failed', attempt: 3 },
    outcome: { reason: 'its process ended without an outcome in each of 3 attempts' },
  });
});

test('retries are counted on after a restart, crashes and failures together', async () => {
  const storage = memoryStorage();
  const failure = { state: 'failed', reason: 'no memory', retryable: true } as const;
  let starts = 0;
  /** Each start is a new process; those before it are gone. */
  const start = () => {
    const holder = `p${++starts}`;
    const lease = leaseOf(holder, { isGone: (other) => other !== holder });
    return studyOf({ storage, strategy: uniform, lease, maxRetries: 3, budget: { trials: 1 } });
  };
  const attempts: unknown[] = [];
  const take = async (study: Awaited<ReturnType<typeof start>>) => {
    const trial = (await study.ask())!;
    attempts.push([trial.number, trial.attempt, trial.retries ?? 0, trial.seed]);
    return trial;
  };
  // It crashes, fails in a way that may pass, is cut off, crashes again, and fails for good.
  await take(await start());
  let s = await start();
  await s.tell(await take(s), failure);
  s = await start();
  await s.tell(await take(s), { state: 'cancelled', reason: 'Ctrl-C', retryable: true });
  await take(await start());
  s = await start();
  const last = await s.tell(await take(s), failure);
  const { seed } = s.trials[0]!;
  expect(attempts).toEqual([
    [1, 1, 0, seed],
    [1, 2, 1, seed],
    [1, 3, 2, seed],
    [1, 4, 2, seed],
    [1, 5, 3, seed],
  ]);
  expect(last).toMatchObject({ state: 'failed', retries: 3 });
  expect(await s.ask()).toBeUndefined();
});

test('without a lease no trial is taken over', async () => {
  const storage = memoryStorage();
  await (await study(storage)).ask();
  const other = await study(storage, { lease: leaseOf('b', { isGone: () => true }) });
  now += 1e9;
  expect((await other.ask())!.number).toBe(2);
});

test('a storage brings its lease along', async () => {
  const inner = memoryStorage();
  const storage: Storage = { ...inner, lease: leaseOf('mine') };
  await (await study(storage)).ask();
  expect((await eventsOf(inner)).at(-1)).toMatchObject({ lease: { holder: 'mine', ms: 1000 } });
  await (await study(storage, { lease: leaseOf('other') })).ask();
  expect((await eventsOf(inner)).at(-1)).toMatchObject({ lease: { holder: 'other' } });
});

test('a lost trial is an event, and the search goes on', async () => {
  const inner = memoryStorage();
  const storage = withoutHeartbeats(inner, 'a');
  const clock = () => performance.now();
  const lease = { ms: 40 };
  const a = await study(storage, { clock, strategy: uniform, lease: leaseOf('a', lease) });
  const b = await study(storage, { clock, strategy: uniform, lease: leaseOf('b', lease) });
  const events: RunEvent[] = [];
  const others: Promise<RunSummary>[] = [];
  // The first evaluation of a takes as long as all of b's search.
  const first = a.optimize(
    square(async ({ x }) => {
      await until(() => others.length > 0);
      await others[0];
      return x;
    }),
    { onEvent: (event) => void events.push(event) },
  );
  await until(() => a.size === 1);
  others.push(b.optimize(square(async ({ x }) => wait(3).then(() => x))));
  const [other] = await Promise.all([...others, first]);
  expect(events.filter(({ type }) => type === 'trial-lost')).toMatchObject([
    { trial: { number: 1, attempt: 1 } },
  ]);
  expect(other).toMatchObject({ reason: 'budget', complete: 9 });
  await a.sync();
  expect(statesOf(a)).toEqual(Array.from({ length: 9 }, () => 'complete'));
  expect(a.trials[0]).toMatchObject({ attempt: 2, value: a.trials[0]!.point.x });
});

test('a process whose trial was taken over sees when the other one dies too', async () => {
  const storage = withoutHeartbeats(memoryStorage(), 'a', 'b');
  const a = await study(storage, { lease: leaseOf('a') });
  const lost = await a.ask();
  const b = await study(storage, { lease: leaseOf('b') });
  await b.enqueue({ x: 0.5 });
  expect((await b.ask())!.number).toBe(2);
  now += 1001;
  expect(await b.ask()).toMatchObject({ number: 1, attempt: 2 });
  // From here on b is silent. a has not noticed yet that trial 1 is no longer its own.
  const got: number[] = [];
  for (let look = 0; look < 3; look++) {
    got.push((await a.ask())!.number);
    now += 1001;
  }
  expect(got).toContain(1);
  expect(got).toContain(2);
  await expect(a.tell(lost!, complete(1))).rejects.toMatchObject({ code: 'STUDY_TRIAL_LOST' });
  expect(a.trials[0]).toMatchObject({ state: 'running', attempt: 3 });
});

test('a lost attempt and a new one of the same trial in one process do not mix', async () => {
  const storage = withoutHeartbeats(memoryStorage(), 'a', 'b');
  const given = { clock: () => performance.now(), strategy: uniform, budget: { trials: 60 } };
  const a = await study(storage, { ...given, lease: leaseOf('a', { ms: 30 }) });
  const attempts: number[] = [];
  const lost: number[] = [];
  let [evaluations, running, most] = [0, 0, 0];
  const optimizing = a.optimize(
    square(async ({ x }) => {
      most = Math.max(most, ++running);
      // The first attempt of trial 1 ends while the third one runs.
      if (++evaluations === 1) await until(() => attempts.includes(3));
      await wait(5);
      running -= 1;
      return x;
    }),
    {
      concurrency: 2,
      onEvent: (event) => {
        if (!('trial' in event) || event.trial.number !== 1) return;
        if (event.type === 'trial-started') attempts.push(event.trial.attempt);
        if (event.type === 'trial-lost') lost.push(event.trial.attempt);
      },
    },
  );
  await until(() => a.size > 0);
  // b takes trial 1 over, and is never heard of again.
  const lease = leaseOf('b', { ms: 30, isGone: (holder) => holder === 'a' });
  expect((await (await study(storage, { ...given, lease })).ask())!).toMatchObject({
    ...{ number: 1, attempt: 2 },
  });
  await optimizing;
  expect(attempts).toEqual([1, 3]);
  expect(lost).toEqual([1]);
  expect(most).toBe(2);
  expect(running).toBe(0);
  expect(new Set(statesOf(a))).toEqual(new Set(['complete']));
});

test('studies with leases that are optimized on one storage share the work', async () => {
  const storage = slowStorage(memoryStorage());
  const clock = () => performance.now();
  const begun: string[] = [];
  const search = async (holder: string) => {
    const lease = leaseOf(holder, { isGone: () => false });
    const s = await study(storage, { clock, lease, budget: { trials: 40 } });
    const summary = await s.optimize(square(), {
      concurrency: 2,
      onEvent: (event) => {
        if (event.type === 'trial-started')
          begun.push(`${event.trial.number} ${event.trial.point.x}`);
      },
    });
    return { s, summary };
  };
  const searches = await Promise.all(['a', 'b'].map(search));
  const numbers = begun.map((it) => Number(it.split(' ')[0])).toSorted((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  expect(new Set(begun.map((it) => it.split(' ')[1])).size).toBe(40);
  for (const { s, summary } of searches) {
    expect(summary.complete).toBeGreaterThan(2);
    await s.sync();
    expect(statesOf(s)).toEqual(Array.from({ length: 40 }, () => 'complete'));
  }
});

test('an optimize call waits for trials that other processes hold, and runs them if those die', async () => {
  const storage = withoutHeartbeats(memoryStorage(), 'a');
  const clock = () => performance.now();
  const given = { clock, budget: { trials: 2 } };
  await (await study(storage, { ...given, lease: leaseOf('a', { ms: 40 }) })).ask();
  const b = await study(storage, { ...given, lease: leaseOf('b', { ms: 40 }) });
  expect(await b.optimize(square())).toMatchObject({ reason: 'budget', complete: 2 });
  expect(b.trials[0]).toMatchObject({ state: 'complete', attempt: 2 });
  expect(b.isOver).toBe(true);
});
