import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import type { StoredComparison } from '@tune/core';
import type { ImportedStudies, StudyEvent, TrialReport } from '@tune/core/plugin';
import {
  created,
  ended,
  EVERY_EVENT,
  eventsOf,
  filler,
  hasCode,
  report,
  reportsOf,
  scribble,
  started,
  unreadable,
  type StorageChecks,
} from './storage-cases-samples.ts';

const isTaken = hasCode('STORAGE_NAME_TAKEN');

const COMPARISON: StoredComparison = {
  ...{ name: 'c', revision: 1, definition: { trials: 2 } },
  ...{ createdAt: 1, changedAt: 2, seconds: 3.5 },
  runs: [
    { label: 'bayes', repeat: 1, study: 'c/bayes/1' },
    { label: 'random', repeat: 1, study: 'c/random/1' },
  ],
  result: { winner: 'bayes' },
};
const REPORTS: readonly TrialReport[] = [report(2, 1), report(3, 1, Number.NaN)];

const study = (name: string, events: readonly StudyEvent[] = EVERY_EVENT) => ({
  ...{ name, events, reports: REPORTS },
});
const IMPORT: ImportedStudies = {
  comparison: COMPARISON,
  studies: [study('c/bayes/1'), study('c/random/1', [created()])],
};

/** Importing studies from another storage. */
export const importChecks: StorageChecks = {
  'import-adds-all': async (storage) => {
    const { catalog } = storage;
    await storage.append('native', EVERY_EVENT, { expectedVersion: 0 });
    await catalog.importStudies(IMPORT);
    await catalog.importStudies({ studies: [study('single')] });
    deepStrictEqual(await catalog.comparisons(), [COMPARISON]);
    const summaries = await catalog.studies();
    const names = ['native', 'c/bayes/1', 'c/random/1', 'single'];
    deepStrictEqual(
      summaries.map(({ name }) => name),
      names,
    );
    const [native, imported] = summaries;
    deepStrictEqual({ ...imported, name: 'native' }, native);
    deepStrictEqual(await eventsOf(storage, 'c/bayes/1'), EVERY_EVENT);
    deepStrictEqual(await reportsOf(storage, 'c/bayes/1'), REPORTS);
    deepStrictEqual(await reportsOf(storage, 'c/bayes/1', { trial: 3 }), REPORTS.slice(1));
    deepStrictEqual(await eventsOf(storage, 'c/random/1'), [created()]);
    // It goes on like any other study.
    const expectedVersion = EVERY_EVENT.length;
    await storage.append('c/bayes/1', [filler(1)], { expectedVersion });
    await storage.addReports('c/bayes/1', [report(2, 2)]);
    strictEqual((await eventsOf(storage, 'c/bayes/1')).length, expectedVersion + 1);
    deepStrictEqual(await reportsOf(storage, 'c/bayes/1'), [...REPORTS, report(2, 2)]);
  },

  'import-keeps-what-exists': async (storage) => {
    const { catalog } = storage;
    const single = study('single');
    await storage.append('c/random/1', [created({ id: 'another', seed: 7 })], {
      expectedVersion: 0,
    });
    await rejects(
      catalog.importStudies({ ...IMPORT, studies: [single, ...IMPORT.studies] }),
      isTaken,
    );
    await rejects(catalog.importStudies({ studies: [single, single] }), isTaken);
    deepStrictEqual(await catalog.comparisons(), []);
    await catalog.addComparison('c', { definition: {}, runs: [] }, 1);
    await rejects(catalog.importStudies({ comparison: COMPARISON, studies: [single] }), isTaken);
    deepStrictEqual(
      (await catalog.studies()).map(({ name }) => name),
      ['c/random/1'],
    );
    deepStrictEqual(await eventsOf(storage, 'c/random/1'), [created({ id: 'another', seed: 7 })]);
    deepStrictEqual(await eventsOf(storage, 'single'), []);
    deepStrictEqual(await catalog.comparison('c'), {
      ...{ name: 'c', revision: 1, definition: {}, runs: [] },
      ...{ createdAt: 1, changedAt: 1, seconds: 0 },
    });
  },

  'import-keeps-the-same-study': async (storage) => {
    const { catalog } = storage;
    const longer = [...EVERY_EVENT, filler(1)];
    await storage.append('c/bayes/1', longer, { expectedVersion: 0 });
    strictEqual(await catalog.importStudies(IMPORT), 1);
    deepStrictEqual(await eventsOf(storage, 'c/bayes/1'), longer);
    deepStrictEqual(await reportsOf(storage, 'c/bayes/1'), []);
    deepStrictEqual(await catalog.comparison('c'), COMPARISON);
    strictEqual((await catalog.studies()).length, 2);
  },

  'import-of-more-is-noticed': async (storage) => {
    const { catalog } = storage;
    const { result: _result, ...open } = COMPARISON;
    const shorter = EVERY_EVENT.slice(0, -1);
    await storage.append('c/bayes/1', shorter, { expectedVersion: 0 });
    strictEqual(await catalog.importStudies(IMPORT), 1);
    deepStrictEqual(await eventsOf(storage, 'c/bayes/1'), shorter);
    deepStrictEqual(await catalog.comparison('c'), open);
  },

  'failed-import-adds-nothing': async (storage) => {
    const { catalog } = storage;
    const broken = study('c/broken/1', [created(), unreadable()]);
    await rejects(catalog.importStudies({ ...IMPORT, studies: [...IMPORT.studies, broken] }));
    deepStrictEqual(await catalog.studies(), []);
    deepStrictEqual(await catalog.comparisons(), []);
    deepStrictEqual(await eventsOf(storage, 'c/bayes/1'), []);
    deepStrictEqual(await reportsOf(storage, 'c/bayes/1'), []);
    await catalog.importStudies(IMPORT);
    deepStrictEqual(await reportsOf(storage, 'c/bayes/1'), REPORTS);
    strictEqual((await catalog.studies()).length, 2);
  },

  'import-is-atomic': async (storage, openAgain) => {
    const other = (await openAgain?.()) ?? storage;
    const trials = Array.from({ length: 3000 }, (_, index) => [
      started(index + 1),
      ended(index + 1, index),
    ]);
    const events = [created(), ...trials.flat()];
    const reports = Array.from({ length: 3000 }, (_, index) => report(index + 1, 1));
    const studies = ['c/1', 'c/2'].map((name) => ({ name, events, reports }));
    const isOver = storage.catalog
      .importStudies({ comparison: COMPARISON, studies })
      .then(() => true);
    // A failure is seen at the end of the loop.
    isOver.catch(() => undefined);
    for (;;) {
      const listed = await other.catalog.studies();
      ok(listed.length === 0 || listed.length === 2, `${listed.length} of 2 studies are listed`);
      for (const { trials } of listed) strictEqual(trials.complete, 3000);
      const counts = [(await eventsOf(other, 'c/1')).length, events.length];
      ok(
        counts[0] === 0 || counts[0] === counts[1],
        `${counts[0]} of ${counts[1]} events are there`,
      );
      const next = new Promise<false>((resolve) => setImmediate(() => resolve(false)));
      if (await Promise.race([isOver, next])) break;
    }
    for (const { name } of studies) {
      strictEqual((await eventsOf(other, name)).length, events.length);
      strictEqual((await reportsOf(other, name)).length, reports.length);
    }
    strictEqual((await other.catalog.studies()).length, 2);
    if (other !== storage) await other.close();
  },

  'import-is-a-copy': async (storage) => {
    const mutable = structuredClone(IMPORT);
    await storage.catalog.importStudies(mutable);
    scribble(mutable);
    deepStrictEqual(await eventsOf(storage, 'c/bayes/1'), EVERY_EVENT);
    deepStrictEqual(await reportsOf(storage, 'c/bayes/1'), REPORTS);
    deepStrictEqual(await storage.catalog.comparison('c'), COMPARISON);
  },
};
