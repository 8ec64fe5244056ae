import { expect, test } from 'vitest';
import { memoryStorage, type Ask, type Storage, type Strategy } from '../index.ts';
import {
  leaseOf,
  slowStorage,
  square,
  statesOf,
  studyOf,
  uniform,
  until,
  wait,
} from './study.test-util.ts';

test('trials that were asked for and not told wait to be run again', async () => {
  const storage = slowStorage(memoryStorage());
  const s = await studyOf({ storage });
  const [first, second] = await s.ask({ count: 3 });
  await second!.report(1, 0.5);
  await s.tell(first!, 1);
  await s.dispose();
  await s.dispose();
  const again = await studyOf({ storage });
  expect(statesOf(again)).toEqual(['complete', 'waiting', 'waiting']);
  expect(again.trials[1]!.interruption).toEqual({
    ...{ state: 'cancelled', reason: 'the study was disposed', retryable: true },
  });
  const [second2] = await again.ask({ count: 2 });
  expect(second2).toMatchObject({ number: 2, attempt: 2, point: second!.point });
});

test('a disposed study says so', async () => {
  const s = await studyOf();
  const trial = await s.ask();
  await s[Symbol.asyncDispose]();
  for (const call of [
    () => s.ask(),
    () => s.enqueue({ x: 0.5 }),
    () => s.tell(trial!, 1),
    () => s.optimize(() => 1),
  ]) {
    await expect(call()).rejects.toMatchObject({ code: 'STUDY_CLOSED' });
  }
  expect(s.size).toBe(1);
});

test('dispose ends optimize, and what ran waits', async () => {
  const storage = memoryStorage();
  const s = await studyOf({ storage });
  const optimizing = s.optimize(
    (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
    { concurrency: 2 },
  );
  await until(() => s.size === 2);
  await s.dispose();
  expect(await optimizing).toMatchObject({ reason: 'aborted' });
  expect(statesOf(await studyOf({ storage }))).toEqual(['waiting', 'waiting']);
});

test('an ask that is under way when the study is disposed leaves nothing running', async () => {
  for (const ms of [0, 2, 4, 6, 8, 10, 12, 14, 16]) {
    const inner = memoryStorage();
    const beats: string[] = [];
    const storage = slowStorage({
      ...inner,
      heartbeat: async (_, holder) => void beats.push(holder),
    });
    const slow: Strategy = {
      ...uniform,
      suggest: async (ask) => {
        await wait(2);
        return uniform.suggest(ask);
      },
    };
    const s = await studyOf({ storage, strategy: slow, lease: leaseOf('a', { ms: 40 }) });
    const asking = s.ask().catch((error: unknown) => error);
    await wait(ms);
    await s.dispose();
    const asked = await asking;
    if (asked instanceof Error) expect(asked).toMatchObject({ code: 'STUDY_CLOSED' });
    const after = await studyOf({ storage: inner, strategy: slow });
    expect(statesOf(after).filter((state) => state === 'running')).toEqual([]);
    beats.length = 0;
    await wait(25);
    expect(beats).toEqual([]);
  }
});

test('what the strategy keeps is disposed with the study', async () => {
  let disposed = 0;
  const keeper: Strategy = {
    ...uniform,
    suggest: async (ask) => {
      ask.scratch.set('model', { dispose: () => (disposed += 1) });
      return uniform.suggest(ask);
    },
  };
  const s = await studyOf({ strategy: keeper, budget: { trials: 1 } });
  await s.optimize(square());
  expect(disposed).toBe(0);
  await s.dispose();
  expect(disposed).toBe(1);
});

test('reports on a disposed study are ignored', async () => {
  const s = await studyOf();
  const trial = await s.ask();
  await s.dispose();
  await trial!.report(1, 1);
  await s.report(trial!, { step: 1, value: 1 });
  await expect(s.report(trial!, { step: -1, value: 1 })).rejects.toMatchObject({
    code: 'STUDY_OPTION_INVALID',
  });
});

test('dispose lets go of everything and falls silent, whatever the storage refuses', async () => {
  const inner = memoryStorage();
  let isDown = false;
  let beats = 0;
  const storage: Storage = {
    ...inner,
    addReports: async (...given) => {
      if (isDown) throw new Error('no reports');
      return inner.addReports(...given);
    },
    append: async (name, events, at) => {
      if (isDown) throw new Error('no end');
      return inner.append(name, events, at);
    },
    heartbeat: async () => void (beats += 1),
  };
  const s = await studyOf({ storage, lease: leaseOf('a', { ms: 8 }) });
  const [first] = await s.ask({ count: 3 });
  await until(() => beats > 0);
  isDown = true;
  await first!.report(1, 0.5);
  await expect(s.dispose()).rejects.toThrow('no reports');
  expect(statesOf(s)).toEqual(['running', 'running', 'running']);
  beats = 0;
  await wait(20);
  expect(beats).toBe(0);
  await expect(s.ask()).rejects.toMatchObject({ code: 'STUDY_CLOSED' });
});

test('thousands of trials are released in a few writes; a refused write does not keep the others', async () => {
  const inner = memoryStorage();
  let releases = 0;
  const storage: Storage = {
    ...inner,
    append: async (name, events, at) => {
      if (events[0]?.type === 'trial-ended' && ++releases === 2) throw new Error('refused');
      return inner.append(name, events, at);
    },
  };
  const same = async ({ count }: Ask) => Array.from({ length: count }, () => ({ point: { x: 0 } }));
  const strategy = { ...uniform, suggest: same };
  const s = await studyOf({ storage, strategy });
  await s.ask({ count: 2500 });
  await expect(s.dispose()).rejects.toThrow('refused');
  expect(releases).toBe(3);
  const states = statesOf(s);
  expect(states.filter((state) => state === 'waiting')).toHaveLength(1500);
  expect(states.indexOf('running')).toBe(1000);
});
