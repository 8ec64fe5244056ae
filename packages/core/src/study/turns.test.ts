import { expect, test } from 'vitest';
import { memoryStorage, type Ask, type Lease, type Storage } from '../index.ts';
import {
  eventsOf,
  leaseOf,
  slowStorage,
  studyOf,
  uniform,
  until,
  wait,
  type Given,
} from './study.test-util.ts';

/** A strategy that takes a given time; `calls` counts how often it was asked. */
function strategyOf(ms: number) {
  const strategy = {
    ...uniform,
    calls: 0,
    async suggest(ask: Ask) {
      strategy.calls += 1;
      await wait(ms);
      return [{ point: { x: ask.rng.next() } }];
    },
  };
  return strategy;
}

const study = (given: Given) => studyOf({ clock: () => performance.now(), ...given });

/** Asks and tells, without a pause, until it is stopped. */
async function workUntil(isDone: () => boolean, given: Given): Promise<void> {
  const s = await study({ strategy: strategyOf(1), ...given });
  while (!isDone()) {
    const trial = await s.ask();
    await s.tell(trial!, 1);
  }
}

test('a slow strategy gets its turn beside quick ones', async () => {
  const storage = slowStorage(memoryStorage(), async () => undefined);
  const slow = strategyOf(25);
  let isDone = false;
  const quick = [1, 2].map(() => workUntil(() => isDone, { storage }));
  const s = await study({ storage, strategy: slow });
  for (let trial = 1; trial <= 3; trial++) {
    await s.tell((await s.ask())!, 1);
    // Three races are lost, the fourth suggestion has its place reserved.
    expect(slow.calls).toBeLessThanOrEqual(4 * trial);
  }
  isDone = true;
  await Promise.all(quick);
  const events = await eventsOf(storage);
  const reserved = events.filter(({ type }) => type === 'turn-reserved');
  expect(reserved.length).toBeGreaterThan(0);
  expect(events.filter(({ type }) => type === 'turn-released')).toHaveLength(reserved.length);
  expect(events.length).toBeGreaterThan(30);
});

test('enqueued and added points do not starve a slow strategy in its turn', async () => {
  const storage = memoryStorage();
  const slow = strategyOf(40);
  const s = await study({ storage, strategy: slow, lease: leaseOf('slow') });
  const busy = await study({ storage, strategy: strategyOf(0), lease: leaseOf('busy') });
  let isDone = false;
  const working = (async () => {
    for (let n = 0; !isDone; n++) {
      // Each changes the plan; the enqueued one is taken at once.
      await busy.add({ x: (n % 100) / 100 }, 1);
      await busy.claim((await busy.enqueue({ x: (n % 100) / 100 })).number);
      await wait(2);
    }
  })();
  const trial = await s.ask();
  isDone = true;
  await working;
  expect(slow.calls).toBeLessThanOrEqual(4);
  await s.sync();
  expect(s.trials[trial!.number - 1]).toMatchObject({ state: 'running', token: trial!.token });
  expect(new Set(s.trials.map(({ number }) => number)).size).toBe(s.size);
});

test.each([
  [5, 5],
  [4, 4],
])(
  'a suggestion begins in its turn if the budget allows it: of %i trials %i',
  async (trials, size) => {
    const storage = memoryStorage();
    const other = await study({ storage, strategy: strategyOf(0) });
    // Three suggestions are lost, and the fourth has its turn; one trial is added during each.
    const strategy = {
      ...uniform,
      suggest: async ({ rng }: Ask) => {
        await other.add({ x: 0.5 }, 1);
        return [{ point: { x: rng.next() } }];
      },
    };
    const s = await study({ storage, strategy, budget: { trials } });
    expect((await s.ask())?.number).toBe(trials === 5 ? 5 : undefined);
    expect(s.size).toBe(size);
  },
);

test('reports and heartbeats do not get in the way of a slow strategy', async () => {
  const storage = memoryStorage();
  const slow = strategyOf(40);
  const a = await study({ storage, strategy: strategyOf(0), lease: leaseOf('a', { ms: 4 }) });
  const b = await study({ storage, strategy: slow, lease: leaseOf('b', { isGone: () => false }) });
  const trial = await a.ask();
  const asking = b.ask();
  for (let step = 1; step <= 10; step++) {
    await trial!.report(step, 1);
    await a.reports(1);
    await wait(3);
  }
  expect((await asking)!.number).toBe(2);
  expect(slow.calls).toBe(1);
  expect((await storage.readHeartbeats('s')).get('a')).toBeGreaterThan(3);
});

/** A study that has reserved its turn and then is never heard of again. */
async function dieWithTurn(storage: Storage, lease: Lease): Promise<void> {
  const quick = new AbortController();
  const strategy = {
    ...uniform,
    suggest: async (ask: Ask) => {
      const events = await eventsOf(storage);
      if (events.some(({ type }) => type === 'turn-reserved')) {
        quick.abort();
        await new Promise(() => undefined);
      }
      await wait(10);
      return uniform.suggest(ask);
    },
  };
  const silent = { ...storage, heartbeat: async () => undefined };
  void (await study({ storage: silent, strategy, lease })).ask();
  const { signal } = quick;
  const s = await study({ storage, strategy: strategyOf(1) });
  while (!signal.aborted) {
    const trial = await s.ask({ signal }).catch(() => undefined);
    if (trial !== undefined) await s.tell(trial, 1);
  }
  expect((await eventsOf(storage)).at(-1)!.type).not.toBe('turn-released');
}

test('the reserved turn of a process that died is over', async () => {
  const storage = memoryStorage();
  await dieWithTurn(storage, leaseOf('dead', { ms: 3_600_000 }));
  const knowing = {
    storage,
    lease: leaseOf('b', { isGone: (holder: string) => holder === 'dead' }),
  };
  expect(await (await study({ strategy: strategyOf(0), ...knowing })).ask()).toBeDefined();
});

test('the reserved turn of a process that is silent lapses with its lease', async () => {
  const storage = memoryStorage();
  await dieWithTurn(storage, leaseOf('silent', { ms: 100 }));
  let now = 0;
  let looks = 0;
  const watched: Storage = {
    ...storage,
    readHeartbeats: async (name) => {
      looks += 1;
      return storage.readHeartbeats(name);
    },
  };
  const given = { storage: watched, strategy: strategyOf(0), clock: () => now };
  const asking = (await study({ ...given, lease: leaseOf('b') })).ask();
  await until(() => looks >= 2);
  now = 100;
  await until(() => looks >= 5);
  expect((await eventsOf(storage)).at(-1)!.type).not.toBe('turn-released');
  now = 101;
  expect(await asking).toBeDefined();
});

test('a strategy that is slower than its lease gets its turn', async () => {
  const storage = memoryStorage();
  const slow = strategyOf(150);
  let isDone = false;
  const quick = workUntil(() => isDone, { storage, lease: leaseOf('quick') });
  const s = await study({ storage, strategy: slow, lease: leaseOf('slow', { ms: 40 }) });
  expect(await s.ask()).toBeDefined();
  isDone = true;
  await quick;
  expect(slow.calls).toBeLessThanOrEqual(4);
});

test('a turn that others have ended, because its process stood still, is reserved again', async () => {
  const storage = memoryStorage();
  const isEnded = async () =>
    (await eventsOf(storage)).some(({ type }) => type === 'turn-released');
  const standing: Storage = {
    ...storage,
    heartbeat: async (name, holder) => {
      if (await isEnded()) await storage.heartbeat(name, holder);
    },
  };
  let isDone = false;
  const quick = workUntil(() => isDone, { storage, lease: leaseOf('quick') });
  const slow = strategyOf(150);
  const s = await study({ storage: standing, strategy: slow, lease: leaseOf('s', { ms: 40 }) });
  expect(await s.ask()).toBeDefined();
  isDone = true;
  await quick;
  const events = await eventsOf(storage);
  expect(events.filter(({ type }) => type === 'turn-reserved').length).toBeGreaterThan(1);
});

test('an aborted ask gives its turn back', async () => {
  const storage = memoryStorage();
  let isDone = false;
  const quick = workUntil(() => isDone, { storage });
  const s = await study({ storage, strategy: strategyOf(30) });
  const controller = new AbortController();
  const asking = s.ask({ signal: controller.signal });
  const types = async () => (await eventsOf(storage)).map(({ type }) => type);
  await until(async () => (await types()).includes('turn-reserved'));
  controller.abort('enough');
  await expect(asking).rejects.toBe('enough');
  expect(await types()).toContain('turn-released');
  isDone = true;
  await quick;
});

test('a turn that could not be released is released by the next ask', async () => {
  const inner = memoryStorage();
  let faults = 0;
  const storage: Storage = {
    ...inner,
    append: async (name, events, at) => {
      if (events[0]?.type === 'turn-released' && faults++ === 0) throw new Error('no release');
      return inner.append(name, events, at);
    },
  };
  let isDone = false;
  const quick = workUntil(() => isDone, { storage: inner });
  const s = await study({ storage, strategy: strategyOf(25) });
  await expect(s.ask()).rejects.toThrow('no release');
  isDone = true;
  // The others wait for the turn.
  expect(await s.ask()).toBeDefined();
  await quick;
  expect((await eventsOf(inner)).some(({ type }) => type === 'turn-released')).toBe(true);
});
