import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { Storage, StudySummary } from '@tune/core';
import {
  created,
  ended,
  EVERY_EVENT,
  eventsOf,
  report,
  reportsOf,
  scribble,
  started,
  type StorageChecks,
} from './storage-cases-samples.ts';

const NO_TRIALS = { waiting: 0, running: 0, complete: 0, failed: 0, pruned: 0, cancelled: 0 };

const namesOf = async ({ catalog }: Storage, under?: string): Promise<string[]> =>
  (await catalog.studies(under)).map(({ name }) => name);

/** Lists, summaries, comparisons and removal. */
export const catalogChecks: StorageChecks = {
  'a summary has what was created, the states of trials and the latest budget': async (storage) => {
    deepStrictEqual(await storage.catalog.studies(), []);
    await storage.append('s', EVERY_EVENT, { expectedVersion: 0 });
    const expected: StudySummary = {
      ...{ name: 's', direction: 'maximize', seed: 2 ** 32 - 1 },
      strategy: { name: 'bayes', options: { deep: [null, true, { n: 5e-324 }] }, version: '2' },
      objective: { name: 'mnist', preset: 'quick', options: {}, version: '1' },
      budget: { trials: 5, seconds: 0.1 },
      trials: { ...NO_TRIALS, waiting: 1, complete: 1, pruned: 1 },
      ...{ createdAt: 1.5, changedAt: 9 },
    };
    deepStrictEqual(await storage.catalog.studies(), [expected]);
    const claim = { type: 'trial-claimed', at: 30, number: 1, attempt: 2, token: 'u' } as const;
    await storage.append('s', [claim], { expectedVersion: EVERY_EVENT.length });
    const [{ trials, changedAt } = expected] = await storage.catalog.studies();
    deepStrictEqual(trials, { ...NO_TRIALS, running: 1, complete: 1, pruned: 1 });
    strictEqual(changedAt, 30);
  },

  'the best of a summary is the first complete trial at full fidelity': async (storage) => {
    const failed = { state: 'failed', reason: 'boom' } as const;
    const trials = [
      ...[started(1), started(2), started(3), started(4, { fidelity: 0.5 }), started(5)],
      ...[ended(5, 2), ended(4, -9), ended(3, 2), ended(2, 3), ended(1, failed)],
    ];
    await storage.append('least', [created(), ...trials], { expectedVersion: 0 });
    const maximize = created({ directions: ['maximize'] });
    await storage.append('most', [maximize, ...trials], { expectedVersion: 0 });
    await storage.append('none', [created(), started(1)], { expectedVersion: 0 });
    const best = (await storage.catalog.studies()).map((summary) => summary.best);
    deepStrictEqual(best, [
      { number: 3, value: 2, point: { x: 0.03 } },
      { number: 2, value: 3, point: { x: 0.02 } },
      undefined,
    ]);
  },

  'studies are listed by creation, or only those below a name': async (storage) => {
    const names = ['b', 'a/2', 'a/1', 'a', 'ab', 'A/1', 'a%/1', 'a/1/x'];
    for (const name of names) await storage.append(name, [created()], { expectedVersion: 0 });
    deepStrictEqual(await namesOf(storage), names);
    deepStrictEqual(await namesOf(storage, 'a'), ['a/2', 'a/1', 'a', 'a/1/x']);
    deepStrictEqual(await namesOf(storage, 'a/1'), ['a/1', 'a/1/x']);
    deepStrictEqual(await namesOf(storage, 'a%'), ['a%/1']);
    deepStrictEqual(await namesOf(storage, 'unknown'), []);
  },

  'a comparison is added, progresses, and continues with another definition': async ({
    catalog,
  }) => {
    deepStrictEqual(await catalog.comparisons(), []);
    strictEqual(await catalog.comparison('c'), undefined);
    const definition = { trials: 12, deep: [null, 'ünïcödé'] };
    await catalog.putComparison('c', definition, 1.5);
    const begun = { name: 'c', definition, createdAt: 1.5, changedAt: 1.5, seconds: 0 };
    deepStrictEqual(await catalog.comparison('c'), begun);
    await catalog.recordProgress('c', { at: 2, seconds: 0.5 });
    await catalog.recordProgress('c', { at: 3, seconds: 0.25, result: { winner: 'bayes' } });
    const complete = { ...begun, changedAt: 3, seconds: 0.75, result: { winner: 'bayes' } };
    deepStrictEqual(await catalog.comparison('c'), complete);
    await catalog.putComparison('c', { trials: 20 }, 4);
    const goesOn = { ...begun, definition: { trials: 20 }, changedAt: 4, seconds: 0.75 };
    deepStrictEqual(await catalog.comparison('c'), goesOn);
    await catalog.putComparison('d', null, 5);
    const names = (await catalog.comparisons()).map(({ name }) => name);
    deepStrictEqual(names, ['c', 'd']);
    strictEqual(await catalog.comparison('C'), undefined);
  },

  'of several that add a comparison, one does': async ({ catalog }) => {
    const begun = { name: 'c', definition: { seed: 1 }, createdAt: 5, changedAt: 5, seconds: 0 };
    const added = [1, 2, 3].map((seed) => catalog.addComparison('c', { seed }, 4 + seed));
    for (const one of await Promise.all(added)) deepStrictEqual(one, begun);
    deepStrictEqual(await catalog.comparisons(), [begun]);
  },

  'a comparison that loses a study is not complete, and goes with its last one': async (
    storage,
  ) => {
    const { catalog } = storage;
    for (const name of ['c/a/1', 'c/b/1', 'd/a/1']) {
      await storage.append(name, [created()], { expectedVersion: 0 });
    }
    for (const name of ['c', 'd', 'e']) {
      await catalog.putComparison(name, {}, 1);
      await catalog.recordProgress(name, { at: 2, seconds: 1, result: { winner: 'a' } });
    }
    strictEqual(await catalog.remove('c/a/1'), 1);
    const begun = { definition: {}, createdAt: 1, changedAt: 2, seconds: 1 };
    deepStrictEqual(await catalog.comparison('c'), { name: 'c', ...begun });
    const whole = { ...begun, result: { winner: 'a' } };
    deepStrictEqual(await catalog.comparison('d'), { name: 'd', ...whole });
    strictEqual(await catalog.remove('c/b'), 1);
    strictEqual(await catalog.comparison('c'), undefined);
    strictEqual(await catalog.remove('d', { ifEmpty: true }), 0);
    strictEqual(await catalog.remove('e', { ifEmpty: true }), 0);
    const names = (await catalog.comparisons()).map(({ name }) => name);
    deepStrictEqual(names, ['d']);
    deepStrictEqual(await namesOf(storage), ['d/a/1']);
  },

  'what is sound is not listed as damaged': async (storage) => {
    await storage.append('s', EVERY_EVENT, { expectedVersion: 0 });
    await storage.catalog.importStudies({
      studies: [{ name: 't', events: EVERY_EVENT, reports: [report(2, 1)] }],
    });
    await storage.catalog.putComparison('c', null, 1);
    deepStrictEqual(await storage.catalog.damaged(), []);
  },

  'the catalog does not change with objects that were passed in or read': async (storage) => {
    const { catalog } = storage;
    const definition = { deep: [1] };
    const result = { winner: 'bayes' };
    await storage.append('s', EVERY_EVENT, { expectedVersion: 0 });
    await catalog.putComparison('c', definition, 1);
    await catalog.recordProgress('c', { at: 2, seconds: 1, result });
    const read = async () => [await catalog.studies(), await catalog.comparisons()];
    const before = structuredClone(await read());
    scribble(definition);
    scribble(result);
    deepStrictEqual(await read(), before);
    scribble(await read());
    deepStrictEqual(await read(), before);
  },

  'a removed study is gone with all that is below its name': async (storage) => {
    const { catalog } = storage;
    for (const name of ['c/bayes/1', 'c', 'cc', 'c/random/1']) {
      await storage.append(name, [created()], { expectedVersion: 0 });
      await storage.addReports(name, [report(1, 1)]);
      await storage.heartbeat(name, 'h');
    }
    await catalog.putComparison('c', {}, 1);
    await catalog.putComparison('cc', {}, 2);
    strictEqual(await catalog.remove('unknown'), 0);
    strictEqual(await catalog.remove('c'), 3);
    deepStrictEqual(await namesOf(storage), ['cc']);
    deepStrictEqual(
      (await catalog.comparisons()).map(({ name }) => name),
      ['cc'],
    );
    deepStrictEqual(await reportsOf(storage, 'cc'), [report(1, 1)]);
    deepStrictEqual(await eventsOf(storage, 'c/bayes/1'), []);
    // Another study of the name begins with nothing.
    strictEqual(await storage.append('c/bayes/1', [created()], { expectedVersion: 0 }), 1);
    deepStrictEqual(await reportsOf(storage, 'c/bayes/1'), []);
    deepStrictEqual(await storage.readHeartbeats('c/bayes/1'), new Map());
    strictEqual(await catalog.remove('c/bayes/1'), 1);
    deepStrictEqual(await namesOf(storage), ['cc']);
  },

  'two that use the storage have the same catalog': async (storage, openAgain) => {
    const other = await openAgain?.();
    if (other === undefined) return;
    await storage.append('s', EVERY_EVENT, { expectedVersion: 0 });
    await storage.catalog.putComparison('c', {}, 1);
    deepStrictEqual(await other.catalog.studies(), await storage.catalog.studies());
    deepStrictEqual(await other.catalog.comparisons(), await storage.catalog.comparisons());
    strictEqual(await other.catalog.remove('s'), 1);
    deepStrictEqual(await storage.catalog.studies(), []);
    await other.close();
  },
};
