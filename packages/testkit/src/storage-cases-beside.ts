import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import {
  created,
  eventsOf,
  filler,
  report,
  reportsOf,
  scribble,
  type StorageChecks,
} from './storage-cases-samples.ts';

/** Reports and heartbeats, which are kept beside the events. */
export const besideChecks: StorageChecks = {
  'reports-in-order': async (storage) => {
    await storage.append('s', [created()], { expectedVersion: 0 });
    await storage.append('other', [created()], { expectedVersion: 0 });
    const reports = [report(1, 1), report(2, 1), report(1, 2), report(1, 3)];
    await storage.addReports('s', reports.slice(0, 3));
    await storage.addReports('other', [report(1, 9)]);
    await storage.addReports('s', []);
    await storage.addReports('s', reports.slice(3));
    deepStrictEqual(await reportsOf(storage), reports);
    deepStrictEqual(await reportsOf(storage, 's', { since: 1 }), reports.slice(1));
    deepStrictEqual(await reportsOf(storage, 's', { since: 4 }), []);
    deepStrictEqual(
      await reportsOf(storage, 's', { trial: 1 }),
      reports.filter(({ number }) => number === 1),
    );
    deepStrictEqual(await reportsOf(storage, 's', { trial: 3 }), []);
    // The place is that among all reports of the study.
    deepStrictEqual(await reportsOf(storage, 's', { since: 2, trial: 1 }), reports.slice(2));
  },

  'reports-hold-every-number': async (storage) => {
    await storage.append('s', [created()], { expectedVersion: 0 });
    const values = [0.1 + 0.2, 5e-324, -1, Number.NaN, Infinity, -Infinity, Number.MAX_VALUE];
    const reports = values.map((value, index) => ({ ...report(1, index / 3, value), attempt: 2 }));
    await storage.addReports('s', reports);
    deepStrictEqual(await reportsOf(storage), reports);
  },

  'many-reports': async (storage) => {
    await storage.append('s', [created()], { expectedVersion: 0 });
    const reports = Array.from({ length: 12_345 }, (_, index) => report(1 + (index % 2), index));
    await storage.addReports('s', reports.slice(0, 6000));
    await storage.addReports('s', reports.slice(6000));
    ok(isDeepStrictEqual(await reportsOf(storage), reports), 'the reports differ');
    const second = reports.filter(({ number }) => number === 2);
    const read = await reportsOf(storage, 's', { trial: 2 });
    ok(isDeepStrictEqual(read, second), 'the reports of one trial differ');
    deepStrictEqual(await reportsOf(storage, 's', { since: 12_340 }), reports.slice(12_340));
  },

  'reports-are-copies': async (storage) => {
    await storage.append('s', [created()], { expectedVersion: 0 });
    const mutable = [report(1, 1)];
    await storage.addReports('s', mutable);
    scribble(mutable);
    deepStrictEqual(await reportsOf(storage), [report(1, 1)]);
    scribble(await reportsOf(storage));
    deepStrictEqual(await reportsOf(storage), [report(1, 1)]);
  },

  'heartbeats-count': async (storage) => {
    for (const study of ['s', 'other']) {
      await storage.append(study, [created()], { expectedVersion: 0 });
    }
    deepStrictEqual(await storage.readHeartbeats('s'), new Map());
    for (const holder of ['a', 'b', 'a', 'A']) await storage.heartbeat('s', holder);
    await storage.heartbeat('other', 'a');
    const counts = await storage.readHeartbeats('s');
    const expected = { A: 1, a: 2, b: 1 };
    deepStrictEqual(new Map([...counts].toSorted()), new Map(Object.entries(expected)));
    (counts as Map<string, number>).clear();
    await Promise.all([1, 2, 3].map(() => storage.heartbeat('s', 'a')));
    strictEqual((await storage.readHeartbeats('s')).get('a'), 5);
    deepStrictEqual(await storage.readHeartbeats('other'), new Map([['a', 1]]));
  },

  'reports-keep-the-version': async (storage) => {
    await storage.append('s', [created()], { expectedVersion: 0 });
    await storage.addReports('s', [report(1, 1), report(1, 2)]);
    await storage.heartbeat('s', 'a');
    strictEqual(await storage.append('s', [filler(1)], { expectedVersion: 1 }), 2);
    await storage.heartbeat('s', 'a');
    deepStrictEqual(await eventsOf(storage), [created(), filler(1)]);
    deepStrictEqual(await reportsOf(storage), [report(1, 1), report(1, 2)]);
  },

  'no-reports-without-a-study': async (storage) => {
    await storage.addReports('s', [report(1, 1)]);
    await storage.heartbeat('s', 'a');
    deepStrictEqual(await reportsOf(storage), []);
    deepStrictEqual(await storage.readHeartbeats('s'), new Map());
    strictEqual(await storage.append('s', [created()], { expectedVersion: 0 }), 1);
    deepStrictEqual(await reportsOf(storage), []);
    deepStrictEqual(await storage.readHeartbeats('s'), new Map());
  },

  'reports-are-shared': async (storage, openAgain) => {
    const other = await openAgain?.();
    if (other === undefined) return;
    await storage.append('s', [created()], { expectedVersion: 0 });
    await other.addReports('s', [report(1, 1)]);
    await storage.addReports('s', [report(1, 2)]);
    await other.addReports('s', [report(1, 3)]);
    for (const one of [storage, other, storage]) await one.heartbeat('s', 'a');
    for (const one of [storage, other]) {
      deepStrictEqual(await reportsOf(one), [report(1, 1), report(1, 2), report(1, 3)]);
      deepStrictEqual(await one.readHeartbeats('s'), new Map([['a', 3]]));
    }
    await other.close();
  },
};
