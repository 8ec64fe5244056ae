import { expect, test } from 'vitest';
import { memoryStorage, space, float, type Storage } from '../index.ts';
import { collect, studyOf } from '../study/study.test-util.ts';

const created = {
  ...{ type: 'study-created' as const, at: 0, id: 'a', space: [], fingerprint: 'f' },
  ...{ directions: ['minimize' as const], strategy: { name: 'random' }, seed: 1 },
};
const enqueued = (number: number, x: number) => ({
  ...{ type: 'trial-enqueued' as const, at: 1, number, point: { x }, seed: 1 },
});
const create = async (): Promise<Storage> => {
  const storage = memoryStorage();
  await storage.append('s', [created], { expectedVersion: 0 });
  return storage;
};

test('an append at another version is a conflict, and adds nothing', async () => {
  const storage = await create();
  const events = [enqueued(1, 0.5), enqueued(2, 0.5)];
  for (const expectedVersion of [0, 2]) {
    await expect(storage.append('s', events, { expectedVersion })).rejects.toMatchObject({
      ...{ code: 'STORAGE_CONFLICT', details: { study: 's', actual: 1 } },
    });
  }
  expect(await collect(storage.read('s', 0))).toEqual([created]);
  expect(await storage.append('s', events, { expectedVersion: 1 })).toBe(3);
  expect(await collect(storage.read('s', 1))).toEqual(events);
});

test('what it takes in and hands out cannot be changed', async () => {
  const storage = await create();
  const event = enqueued(1, 0.5);
  await storage.append('s', [event], { expectedVersion: 1 });
  event.point.x = 42;
  const [, stored] = await collect(storage.read('s', 0));
  expect(stored).toEqual(enqueued(1, 0.5));
  expect(() => Object.assign((stored as typeof event).point, { x: 42 })).toThrow(TypeError);
  const report = { number: 1, attempt: 1, step: 1, value: 0.5 };
  await storage.addReports('s', [report]);
  report.value = 42;
  expect(await collect(storage.readReports('s'))).toEqual([{ ...report, value: 0.5 }]);
  const definition = { names: ['a'] };
  await storage.catalog.addComparison('c', { definition, runs: [] }, 1);
  definition.names.push('b');
  expect((await storage.catalog.comparison('c'))!.definition).toEqual({ names: ['a'] });
});

test('one study does not see what a caller does to the trials of another', async () => {
  const storage = memoryStorage();
  const [a, b] = [await studyOf({ storage }), await studyOf({ storage })];
  const trial = await a.ask();
  await b.sync();
  expect(() => Object.assign(b.trials[0]!.point, { x: 42 })).toThrow(TypeError);
  const c = await studyOf({ storage });
  expect(c.trials[0]!.point).toEqual(trial!.point);
});

test('an unknown study is empty, and takes neither reports nor heartbeats', async () => {
  const storage = memoryStorage();
  await storage.addReports('s', [{ number: 1, attempt: 1, step: 1, value: 1 }]);
  await storage.heartbeat('s', 'me');
  expect(await collect(storage.read('s', 0))).toEqual([]);
  expect(await collect(storage.readReports('s'))).toEqual([]);
  expect([...(await storage.readHeartbeats('s'))]).toEqual([]);
  expect(await storage.catalog.studies()).toEqual([]);
});

test('reports can be read from a place on, and of one trial', async () => {
  const storage = await create();
  const reports = [1, 2, 1].map((number, index) => ({
    ...{ number, attempt: 1, step: index + 1, value: index },
  }));
  await storage.addReports('s', reports.slice(0, 2));
  await storage.addReports('s', reports.slice(2));
  expect(await collect(storage.readReports('s', { since: 1 }))).toEqual(reports.slice(1));
  const own = await collect(storage.readReports('s', { trial: 1 }));
  expect(own.map(({ step }) => step)).toEqual([1, 3]);
});

test('heartbeats are counted for each holder', async () => {
  const storage = await create();
  for (const holder of ['a', 'b', 'a']) await storage.heartbeat('s', holder);
  expect(Object.fromEntries(await storage.readHeartbeats('s'))).toEqual({ a: 2, b: 1 });
});

test('the catalog lists studies, what is below a name, and forgets what is removed', async () => {
  const storage = memoryStorage();
  const at = (clock: number) => () => clock;
  for (const [name, clock] of [
    ['c/random/1', 5],
    ['c2', 6],
    ['c/grid/1', 7],
  ] as const) {
    const s = await studyOf({ storage, name, clock: at(clock), budget: { trials: 5 } });
    await s.tell((await s.ask())!, 0.5);
    await s.tell((await s.ask())!, { failed: 'no luck' });
    await s.enqueue({ x: 0.25 });
  }
  const list = await storage.catalog.studies();
  expect(list.map(({ name }) => name)).toEqual(['c/random/1', 'c2', 'c/grid/1']);
  expect(list[0]).toMatchObject({
    ...{ direction: 'minimize', strategy: { name: 'drifting' }, seed: 1, budget: { trials: 5 } },
    trials: { waiting: 1, running: 0, complete: 1, failed: 1, pruned: 0, cancelled: 0 },
    ...{ best: { number: 1, value: 0.5 }, createdAt: 5, changedAt: 5 },
  });
  const under = await storage.catalog.studies('c');
  expect(under.map(({ name }) => name)).toEqual(['c/random/1', 'c/grid/1']);
  expect(await storage.catalog.remove('c')).toBe(2);
  expect((await storage.catalog.studies()).map(({ name }) => name)).toEqual(['c2']);
  expect(await storage.catalog.remove('c')).toBe(0);
});

test('a comparison adds up its time, and another view removes its result', async () => {
  const { catalog } = memoryStorage();
  const [first, second] = [{ trials: 5 }, { trials: 9 }];
  await catalog.addComparison('c', { definition: first, runs: [] }, 10);
  await catalog.recordProgress('c', { at: 20, seconds: 2 });
  const complete = { result: { winner: 'a' }, expected: 1 };
  await catalog.recordProgress('c', { at: 30, seconds: 3, complete });
  expect(await catalog.comparison('c')).toEqual({
    ...{ name: 'c', revision: 1, definition: first, runs: [] },
    ...{ createdAt: 10, changedAt: 30, seconds: 5 },
    result: { winner: 'a' },
  });
  await catalog.changeComparison('c', { definition: second, runs: [] }, { at: 40, expected: 1 });
  expect(await catalog.comparisons()).toEqual([
    {
      ...{ name: 'c', revision: 2, definition: second, runs: [] },
      ...{ createdAt: 10, changedAt: 40, seconds: 5 },
    },
  ]);
  await catalog.recordProgress('unknown', { at: 1, seconds: 1 });
  expect(await catalog.comparison('unknown')).toBeUndefined();
});

test('an import takes all studies or none', async () => {
  const storage = await create();
  const study = (name: string) => ({
    ...{ name, events: [{ ...created, id: 'another' }, enqueued(1, 0.5)], reports: [] },
  });
  const { catalog } = storage;
  for (const names of [
    ['a', 's'],
    ['a', 'a'],
  ]) {
    await expect(catalog.importStudies({ studies: names.map(study) })).rejects.toMatchObject({
      code: 'STORAGE_NAME_TAKEN',
    });
  }
  expect((await catalog.studies()).map(({ name }) => name)).toEqual(['s']);
  await catalog.importStudies({ studies: ['a', 'b'].map(study) });
  expect(await collect(storage.read('b', 0))).toEqual(study('b').events);
});

test('a space of any kind comes back as it was', async () => {
  const storage = memoryStorage();
  await studyOf({ storage, space: space({ x: float(0, 1) }) });
  expect((await studyOf({ storage })).space.fingerprint).toBe(
    space({ x: float(0, 1) }).fingerprint,
  );
});
