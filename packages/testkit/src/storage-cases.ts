import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import {
  createStudy,
  float,
  headOf,
  inProcessExecutor,
  space,
  type Storage,
  type Strategy,
  type StudyFact,
} from '@tune/core';

/** A storage to be tried, and how it is let go of. */
export interface OpenStorage {
  readonly storage: Storage;
  close(): Promise<void>;
}

/** One thing that a storage has to do. */
export interface StorageCase {
  readonly name: string;
  /** @param open  makes an empty storage; rejects where the storage does something else */
  run(open: () => Promise<OpenStorage>): Promise<void>;
}

const report = (number: number): StudyFact => ({
  ...{ type: 'trial-reported', at: 0, number, attempt: 1, step: 1, value: 0.5 },
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const isConflict = (error: unknown): boolean =>
  (error as { code?: string }).code === 'STORAGE_CONFLICT';

/** Every kind of fact, with every value that JSON can hold. */
const EVERY_FACT: readonly StudyFact[] = [
  {
    type: 'study-created',
    at: 1.5,
    space: { parameters: [] },
    fingerprint: 'f',
    direction: 'maximize',
    strategy: 'ünïcödé "quoted"\n',
    seed: 4294967295,
    budget: { trials: 3 },
    surroundings: { backend: 'native' },
  },
  { type: 'budget-changed', at: 2, budget: { trials: 5, seconds: 0.1 } },
  { type: 'trial-enqueued', at: 3, number: 1, point: { a: 'x', b: true, c: 1e-300 }, seed: 0 },
  {
    ...{ type: 'trial-taken', at: 4, number: 1, attempt: 1, token: 't' },
    lease: { holder: 'h', ms: 5 },
  },
  { type: 'heartbeat', at: 5, holder: 'h' },
  {
    ...{ type: 'trial-started', at: 6, number: 2, attempt: 1, token: 't', point: { x: -0.1 } },
    ...{ meta: { deep: [null, true, { n: 5e-324 }] }, seed: 1, suggestSeconds: 0.25 },
  },
  report(2),
  {
    ...{ type: 'trial-ended', at: 7, number: 2, attempt: 1, token: 't', evaluateSeconds: 1 / 3 },
    outcome: { state: 'complete', values: [0.1 + 0.2, Number.MAX_VALUE] },
  },
  {
    ...{ type: 'trial-ended', at: 8, number: 1, attempt: 1, token: 't', evaluateSeconds: 0 },
    outcome: { state: 'cancelled', reason: 'interrupted', retryable: true },
  },
];

const CASES: Readonly<Record<string, (storage: Storage) => Promise<void>>> = {
  'facts come back in order, from a version on': async (storage) => {
    strictEqual(await storage.append('s', [report(1), report(2)], { expectedVersion: 0 }), 2);
    strictEqual(await storage.append('s', [report(3)], { expectedVersion: 2 }), 3);
    deepStrictEqual(await all(storage.read('s', 1)), [report(2), report(3)]);
    deepStrictEqual(await all(storage.read('s', 3)), []);
  },

  'an unknown study has no facts': async (storage) => {
    deepStrictEqual(await all(storage.read('never', 0)), []);
  },

  'studies do not see each other, whatever their names': async (storage) => {
    const names = ['s', 's/1', 'S', "it's", '%', ''];
    for (const [index, name] of names.entries()) {
      await storage.append(name, [report(index)], { expectedVersion: 0 });
    }
    for (const [index, name] of names.entries()) {
      deepStrictEqual(await all(storage.read(name, 0)), [report(index)]);
    }
  },

  'every kind of fact comes back equal': async (storage) => {
    await storage.append('s', EVERY_FACT, { expectedVersion: 0 });
    deepStrictEqual(await all(storage.read('s', 0)), EVERY_FACT);
  },

  'facts that are handed out unread are the same, each with its head': async (storage) => {
    if (storage.skim === undefined) return;
    const facts = [...EVERY_FACT, ...Array.from({ length: 6000 }, (_, n) => report(n))];
    await storage.append('s', facts, { expectedVersion: 0 });
    for (const since of [0, 5, 6000, facts.length]) {
      const pages = await all(storage.skim('s', since));
      const texts = pages.flatMap((page) => page.facts);
      const read = texts.map((text) => JSON.parse(text) as StudyFact);
      ok(
        isDeepStrictEqual(read, facts.slice(since)),
        `the facts from ${since} on are not the same`,
      );
      const heads = pages.flatMap((page) => page.heads);
      ok(isDeepStrictEqual(heads, read.map(headOf)), `the heads from ${since} on are not theirs`);
    }
  },

  'an append that expects another version changes nothing': async (storage) => {
    await storage.append('s', [report(1)], { expectedVersion: 0 });
    for (const expectedVersion of [0, 2, -1]) {
      const append = storage.append('s', [report(2)], { expectedVersion });
      await rejects(append, isConflict);
    }
    await rejects(storage.append('new', [report(2)], { expectedVersion: 1 }), isConflict);
    deepStrictEqual(await all(storage.read('s', 0)), [report(1)]);
    deepStrictEqual(await all(storage.read('new', 0)), []);
  },

  'of appends at once that expect the same version, one is stored': async (storage) => {
    const appends = Array.from({ length: 8 }, (_, number) =>
      storage.append('s', [report(number)], { expectedVersion: 0 }),
    );
    const results = await Promise.allSettled(appends);
    strictEqual(results.filter(({ status }) => status === 'fulfilled').length, 1);
    const stored = results.findIndex(({ status }) => status === 'fulfilled');
    deepStrictEqual(await all(storage.read('s', 0)), [report(stored)]);
  },

  'what is stored does not change with the object that was handed in': async (storage) => {
    const mutable = { ...report(1) };
    await storage.append('s', [mutable], { expectedVersion: 0 });
    Object.assign(mutable, { number: 9 });
    deepStrictEqual(await all(storage.read('s', 0)), [report(1)]);
  },

  'thousands of facts come back, none twice': async (storage) => {
    const facts = Array.from({ length: 12_345 }, (_, number) => report(number));
    await storage.append('s', facts, { expectedVersion: 0 });
    const read = await all(storage.read('s', 0));
    // No deepStrictEqual: where it fails on so many, Node 24 draws up their difference for minutes.
    strictEqual(read.length, facts.length);
    ok(isDeepStrictEqual(read, facts), 'the facts that were read are not those that were stored');
    deepStrictEqual(await all(storage.read('s', 12_340)), facts.slice(12_340));
  },

  'a study goes on where its facts end, bit for bit': async (storage) => {
    const whole = await searched(storage, 'whole', [12]);
    deepStrictEqual(await searched(storage, 'parts', [1, 5, 12]), whole);
    strictEqual(whole.length, 12);
  },

  'two studies on it never take the same number or point': async (storage) => {
    const [a, b] = [await study(storage, 's', 8), await study(storage, 's', 8)];
    await Promise.all([a, b, a, b].map((one) => one.ask()));
    await Promise.all([a.refresh(), b.refresh()]);
    deepStrictEqual(
      a.trials.map(({ number }) => number),
      [1, 2, 3, 4],
    );
    strictEqual(new Set(a.trials.map(({ point }) => point.x)).size, 4);
    deepStrictEqual(b.trials, a.trials);
  },
};

/** What every storage has to do. */
export const storageCases: readonly StorageCase[] = Object.entries(CASES).map(([name, check]) => ({
  name,
  async run(open) {
    const { storage, close } = await open();
    try {
      await check(storage);
    } finally {
      await close();
    }
  },
}));

const unit = space({ x: float(0, 1) });

/** Chance and history both count, so that anything lost shows. */
const drifting: Strategy = {
  name: 'drifting',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ history, rng, count }) => {
    const best = (history.incumbent?.point['x'] as number | undefined) ?? 0.5;
    const seen = history.ended.length + history.pending.length;
    return Array.from({ length: count }, () => ({
      point: unit.decode([(best + rng.next() / (1 + seen)) % 1]),
    }));
  },
};

const study = (storage: Storage, name: string, trials: number) =>
  createStudy({
    ...{ name, space: unit, direction: 'minimize', strategy: drifting, storage },
    ...{ clock: () => 0, seed: 7, budget: { trials } },
  });

/** Points and values of a study that was taken up anew for each of its budgets. */
async function searched(storage: Storage, name: string, budgets: readonly number[]) {
  const objective = {
    ...{ name: 'square', space: unit, direction: 'minimize' as const },
    evaluate: async ({ x }: { x: number }) => (x - 0.3) ** 2,
  };
  let trials: readonly { point: object; value?: number; seed: number }[] = [];
  for (const budget of budgets) {
    const one = await study(storage, name, budget);
    for await (const _ of one.optimize(inProcessExecutor(objective as never)));
    trials = one.trials;
  }
  return trials.map(({ point, value, seed }) => ({ point, value, seed }));
}
