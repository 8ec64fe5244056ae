import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { Json, Storage, StoredComparison, StudySummary } from '@tune/core';
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

const namesOf = async (
  { catalog }: Storage,
  under?: string | readonly string[],
): Promise<string[]> => (await catalog.studies(under)).map(({ name }) => name);

const RESULT = { winner: 'a' };

/** A complete comparison of these studies. */
const comparisonOf = (name: string, studies: readonly string[]): StoredComparison => ({
  ...{ name, revision: 1, definition: {}, createdAt: 1, changedAt: 2, seconds: 1, result: RESULT },
  runs: studies.map((study, index) => ({ label: 'a', repeat: index + 1, study })),
});

function reopened({ result: _result, ...rest }: StoredComparison): StoredComparison {
  return { ...rest, revision: rest.revision + 1 };
}

/** Adds complete comparisons of studies, by name, and those of the studies that are not there yet. */
async function addComparisons(
  storage: Storage,
  views: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const { catalog } = storage;
  for (const study of new Set(Object.values(views).flat())) {
    await storage.append(study, [created()], { expectedVersion: 0 });
  }
  for (const [name, studies] of Object.entries(views)) {
    const { definition, runs } = comparisonOf(name, studies);
    await catalog.addComparison(name, { definition, runs }, 1);
    const complete = { result: RESULT, expected: 1 };
    await catalog.recordProgress(name, { at: 2, seconds: 1, complete });
  }
}

/** Lists, summaries, comparisons and removal. */
export const catalogChecks: StorageChecks = {
  'summary-is-right': async (storage) => {
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

  'summary-has-the-best': async (storage) => {
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

  'studies-are-listed': async (storage) => {
    const names = ['b', 'a/2', 'a/1', 'a', 'ab', 'A/1', 'a%/1', 'a/1/x'];
    for (const name of names) await storage.append(name, [created()], { expectedVersion: 0 });
    deepStrictEqual(await namesOf(storage), names);
    deepStrictEqual(await namesOf(storage, 'a'), ['a/2', 'a/1', 'a', 'a/1/x']);
    deepStrictEqual(await namesOf(storage, 'a/1'), ['a/1', 'a/1/x']);
    deepStrictEqual(await namesOf(storage, 'a%'), ['a%/1']);
    deepStrictEqual(await namesOf(storage, 'unknown'), []);
    deepStrictEqual(await namesOf(storage, ['ab', 'a/1', 'a/1/x', 'unknown']), [
      'a/1',
      'ab',
      'a/1/x',
    ]);
    deepStrictEqual(await namesOf(storage, []), []);
  },

  'comparison-progresses': async ({ catalog }) => {
    deepStrictEqual(await catalog.comparisons(), []);
    strictEqual(await catalog.comparison('c'), undefined);
    const definition = { trials: 12, deep: [null, 'ünïcödé'] };
    const runs = [{ label: 'bayes', repeat: 1, study: 'x/1' }];
    await catalog.addComparison('c', { definition, runs }, 1.5);
    const begun = {
      ...{ name: 'c', revision: 1, definition, runs },
      ...{ createdAt: 1.5, changedAt: 1.5, seconds: 0 },
    };
    deepStrictEqual(await catalog.comparison('c'), begun);
    await catalog.recordProgress('c', { at: 2, seconds: 0.5 });
    const result = { winner: 'bayes' };
    const complete = { result, expected: 1 };
    await catalog.recordProgress('c', { at: 3, seconds: 0.25, complete });
    deepStrictEqual(await catalog.comparison('c'), {
      ...{ ...begun, changedAt: 3, seconds: 0.75, result },
    });
    const view = {
      definition: { trials: 20 },
      runs: [...runs, { label: 'a', repeat: 2, problem: 'branin', study: 'y' }],
    };
    const goesOn = { ...begun, ...view, revision: 2, changedAt: 4, seconds: 0.75 };
    deepStrictEqual(await catalog.changeComparison('c', view, { at: 4, expected: 1 }), goesOn);
    deepStrictEqual(await catalog.comparison('c'), goesOn);
    await catalog.addComparison('d', { definition: null, runs: [] }, 5);
    const names = (await catalog.comparisons()).map(({ name }) => name);
    deepStrictEqual(names, ['c', 'd']);
    strictEqual(await catalog.comparison('C'), undefined);
  },

  'comparison-changes-are-checked': async ({ catalog }) => {
    const [first, second] = [{ trials: 1 }, { trials: 2 }];
    const viewOf = (definition: Json) => ({ definition, runs: [] });
    await catalog.addComparison('c', viewOf(first), 1);
    const changes = [second, { trials: 3 }].map((definition) =>
      catalog.changeComparison('c', viewOf(definition), { at: 2, expected: 1 }),
    );
    const changed = await Promise.all(changes);
    deepStrictEqual(
      changed.map((one) => one?.definition),
      [second, undefined],
    );
    const complete = { result: { winner: 'bayes' }, expected: 1 };
    await catalog.recordProgress('c', { at: 3, seconds: 1, complete });
    const { definition, result, seconds } = (await catalog.comparison('c'))!;
    deepStrictEqual([definition, result, seconds], [second, undefined, 1]);
    const unknown = catalog.changeComparison('u', viewOf(first), { at: 2, expected: 1 });
    strictEqual(await unknown, undefined);
  },

  'comparison-is-added-once': async ({ catalog }) => {
    const [begun] = [1].map((seed) => ({
      ...{ name: 'c', revision: 1, definition: { seed }, runs: [] },
      ...{ createdAt: 5, changedAt: 5, seconds: 0 },
    }));
    const added = [1, 2, 3].map((seed) =>
      catalog.addComparison('c', { definition: { seed }, runs: [] }, 4 + seed),
    );
    for (const one of await Promise.all(added)) deepStrictEqual(one, begun);
    deepStrictEqual(await catalog.comparisons(), [begun]);
  },

  'comparison-loses-a-study': async (storage) => {
    const { catalog } = storage;
    await addComparisons(storage, { c: ['x/1', 'y/1'], d: ['z/1'], e: [] });
    strictEqual(await catalog.remove('x/1'), 1);
    deepStrictEqual(await catalog.comparison('c'), reopened(comparisonOf('c', ['x/1', 'y/1'])));
    deepStrictEqual(await catalog.comparison('d'), comparisonOf('d', ['z/1']));
    strictEqual(await catalog.remove('y'), 1);
    strictEqual(await catalog.comparison('c'), undefined);
    strictEqual(await catalog.remove('d', { ifEmpty: true }), 0);
    strictEqual(await catalog.remove('e', { ifEmpty: true }), 0);
    const names = (await catalog.comparisons()).map(({ name }) => name);
    deepStrictEqual(names, ['d']);
    deepStrictEqual(await namesOf(storage), ['z/1']);
  },

  'shared-runs-stay': async (storage) => {
    const { catalog } = storage;
    await addComparisons(storage, { c: ['x/1', 'x/2'], d: ['x/2', 'y/1'] });
    await storage.append('x/2/test', [created()], { expectedVersion: 0 });
    strictEqual(await catalog.remove('c'), 1);
    deepStrictEqual((await namesOf(storage)).toSorted(), ['x/2', 'x/2/test', 'y/1']);
    deepStrictEqual(await catalog.comparison('d'), comparisonOf('d', ['x/2', 'y/1']));
    strictEqual(await catalog.remove('d'), 3);
    deepStrictEqual(await namesOf(storage), []);
  },

  'changed-study-is-noticed': async (storage) => {
    const { catalog } = storage;
    await addComparisons(storage, { c: ['x/1'], d: ['x/1', 'y/1'], e: ['y/1'] });
    await catalog.reopenComparisons(['x/1'], 3);
    const found = await catalog.comparisons();
    const results = found.map(({ result, revision }) => [revision, result]);
    deepStrictEqual(results, [
      [2, undefined],
      [2, undefined],
      [1, RESULT],
    ]);
    // A result of before is not stored.
    const complete = { result: RESULT, expected: 1 };
    await catalog.recordProgress('c', { at: 4, seconds: 1, complete });
    strictEqual((await catalog.comparison('c'))?.result, undefined);
  },

  'sound-is-not-damaged': async (storage) => {
    await storage.append('s', EVERY_EVENT, { expectedVersion: 0 });
    await storage.catalog.importStudies({
      studies: [{ name: 't', events: EVERY_EVENT, reports: [report(2, 1)] }],
    });
    await storage.catalog.addComparison('c', { definition: null, runs: [] }, 1);
    deepStrictEqual(await storage.catalog.damaged(), []);
  },

  'catalog-is-a-copy': async (storage) => {
    const { catalog } = storage;
    const definition = { deep: [1] };
    const result = { winner: 'bayes' };
    await storage.append('s', EVERY_EVENT, { expectedVersion: 0 });
    await catalog.addComparison('c', { definition: definition, runs: [] }, 1);
    await catalog.recordProgress('c', {
      at: 2,
      seconds: 1,
      complete: { result, expected: 1 },
    });
    const read = async () => [await catalog.studies(), await catalog.comparisons()];
    const before = structuredClone(await read());
    scribble(definition);
    scribble(result);
    deepStrictEqual(await read(), before);
    scribble(await read());
    deepStrictEqual(await read(), before);
  },

  'remove-removes-all': async (storage) => {
    const { catalog } = storage;
    for (const name of ['c/bayes/1', 'c', 'cc', 'c/random/1']) {
      await storage.append(name, [created()], { expectedVersion: 0 });
      await storage.addReports(name, [report(1, 1)]);
      await storage.heartbeat(name, 'h');
    }
    await catalog.addComparison('other', { definition: {}, runs: [] }, 2);
    strictEqual(await catalog.remove('unknown'), 0);
    strictEqual(await catalog.remove('c'), 3);
    deepStrictEqual(await namesOf(storage), ['cc']);
    deepStrictEqual(
      (await catalog.comparisons()).map(({ name }) => name),
      ['other'],
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

  'catalog-is-shared': async (storage, openAgain) => {
    const other = await openAgain?.();
    if (other === undefined) return;
    await storage.append('s', EVERY_EVENT, { expectedVersion: 0 });
    await storage.catalog.addComparison('c', { definition: {}, runs: [] }, 1);
    deepStrictEqual(await other.catalog.studies(), await storage.catalog.studies());
    deepStrictEqual(await other.catalog.comparisons(), await storage.catalog.comparisons());
    strictEqual(await other.catalog.remove('s'), 1);
    deepStrictEqual(await storage.catalog.studies(), []);
    await other.close();
  },
};
