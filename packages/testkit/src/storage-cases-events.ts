import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { indexOf, type StudyEvent } from '@tune/core/plugin';
import {
  all,
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

const isConflict = hasCode('STORAGE_CONFLICT');

/** Appending and reading events. */
export const eventChecks: StorageChecks = {
  'events-in-order': async (storage) => {
    strictEqual(await storage.append('s', [created(), filler(1)], { expectedVersion: 0 }), 2);
    strictEqual(await storage.append('s', [filler(2)], { expectedVersion: 2 }), 3);
    deepStrictEqual(await eventsOf(storage), [created(), filler(1), filler(2)]);
    deepStrictEqual(await eventsOf(storage, 's', 1), [filler(1), filler(2)]);
    deepStrictEqual(await eventsOf(storage, 's', 3), []);
  },

  'unknown-study-is-empty': async (storage) => {
    deepStrictEqual(await eventsOf(storage, 'unknown'), []);
    if (storage.readPages) deepStrictEqual(await all(storage.readPages('unknown', 0)), []);
  },

  'studies-are-apart': async (storage) => {
    const names = ['s', 's/1', 'S', "it's", '%', ' s', ''];
    for (const name of names) {
      await storage.append(name, [created({ id: name })], { expectedVersion: 0 });
    }
    for (const name of names) {
      deepStrictEqual(await eventsOf(storage, name), [created({ id: name })]);
    }
  },

  'events-come-back-equal': async (storage) => {
    await storage.append('s', EVERY_EVENT, { expectedVersion: 0 });
    deepStrictEqual(await eventsOf(storage), EVERY_EVENT);
  },

  'pages-are-the-events': async (storage) => {
    if (storage.readPages === undefined) return;
    const trials = Array.from({ length: 6000 }, (_, index) => [
      started(4 + index, index % 2 ? { fidelity: 0.5 } : {}),
      ended(4 + index, index),
    ]);
    const events = [...EVERY_EVENT, ...trials.flat()];
    await storage.append('s', events, { expectedVersion: 0 });
    for (const since of [0, 5, 6000, events.length]) {
      const pages = await all(storage.readPages('s', since));
      const read = pages.flatMap((page) =>
        page.events.map((text) => JSON.parse(text) as StudyEvent),
      );
      // Without a list of differences: on Node 24 it would take minutes for so many.
      ok(isDeepStrictEqual(read, events.slice(since)), `the events from ${since} on differ`);
      const index = pages.flatMap((page) => page.index);
      ok(isDeepStrictEqual(index, read.map(indexOf)), `the index entries from ${since} on differ`);
    }
  },

  'append-checks-the-version': async (storage) => {
    await storage.append('s', [created()], { expectedVersion: 0 });
    for (const expectedVersion of [0, 2, -1]) {
      await rejects(storage.append('s', [filler(1)], { expectedVersion }), isConflict);
    }
    await rejects(storage.append('new', [created()], { expectedVersion: 1 }), isConflict);
    deepStrictEqual(await eventsOf(storage), [created()]);
    deepStrictEqual(await eventsOf(storage, 'new'), []);
  },

  'one-append-wins': async (storage) => {
    const appends = Array.from({ length: 8 }, (_, index) =>
      storage.append('s', [created({ seed: index })], { expectedVersion: 0 }),
    );
    const results = await Promise.allSettled(appends);
    strictEqual(results.filter(({ status }) => status === 'fulfilled').length, 1);
    const seed = results.findIndex(({ status }) => status === 'fulfilled');
    deepStrictEqual(await eventsOf(storage), [created({ seed })]);
    for (const result of results) if (result.status === 'rejected') ok(isConflict(result.reason));
  },

  'removed-study-is-another': async (storage) => {
    const isRemoved = hasCode('STUDY_REMOVED');
    const old = { id: 'old' };
    await storage.append('s', [created(old), filler(1)], { expectedVersion: 0 });
    strictEqual(await storage.append('s', [filler(2)], { expectedVersion: 2, ...old }), 3);
    strictEqual(storage.isCurrent?.('s', 3, 'old') ?? true, true);
    deepStrictEqual(await all(storage.read('s', 2, 'old')), [filler(2)]);
    await storage.catalog.remove('s');
    const late = () => storage.append('s', [filler(3)], { expectedVersion: 3, ...old });
    await rejects(late(), isRemoved);
    await rejects(all(storage.read('s', 3, 'old')), isRemoved);
    const next = [created({ id: 'next' }), started(1), filler(5)];
    await storage.append('s', next, { expectedVersion: 0 });
    await rejects(late(), isRemoved);
    await rejects(all(storage.read('s', 1, 'old')), isRemoved);
    if (storage.readPages) await rejects(all(storage.readPages('s', 1, 'old')), isRemoved);
    strictEqual(storage.isCurrent?.('s', 3, 'old') ?? false, false);
    await storage.addReports('s', [report(1, 1)], 'old');
    deepStrictEqual(await reportsOf(storage), []);
    await storage.addReports('s', [report(1, 2)], 'next');
    deepStrictEqual(await reportsOf(storage), [report(1, 2)]);
    deepStrictEqual(await eventsOf(storage), next);
  },

  'append-is-atomic': async (storage) => {
    await storage.append('s', [created()], { expectedVersion: 0 });
    await rejects(storage.append('s', [filler(1), unreadable()], { expectedVersion: 1 }));
    deepStrictEqual(await eventsOf(storage), [created()]);
    strictEqual(await storage.append('s', [filler(2)], { expectedVersion: 1 }), 2);
  },

  'empty-append-is-nothing': async (storage) => {
    await storage.append('s', [created()], { expectedVersion: 0 });
    strictEqual(await storage.append('s', [], { expectedVersion: 1 }), 1);
    await rejects(storage.append('s', [], { expectedVersion: 0 }), isConflict);
    deepStrictEqual(await eventsOf(storage), [created()]);
  },

  'events-are-copies': async (storage) => {
    const mutable = structuredClone(EVERY_EVENT) as StudyEvent[];
    await storage.append('s', mutable, { expectedVersion: 0 });
    scribble(mutable);
    mutable.length = 0;
    deepStrictEqual(await eventsOf(storage), EVERY_EVENT);
    scribble(await eventsOf(storage));
    deepStrictEqual(await eventsOf(storage), EVERY_EVENT);
  },

  'many-events': async (storage) => {
    const events = Array.from({ length: 12_345 }, (_, index) =>
      index ? filler(index) : created(),
    );
    await storage.append('s', events, { expectedVersion: 0 });
    const read = await eventsOf(storage);
    strictEqual(read.length, events.length);
    ok(isDeepStrictEqual(read, events), 'the events that were read are not those that were stored');
    deepStrictEqual(await eventsOf(storage, 's', 12_340), events.slice(12_340));
  },

  'versions-are-shared': async (storage, openAgain) => {
    const other = await openAgain?.();
    if (other === undefined) return;
    await storage.append('s', [created()], { expectedVersion: 0 });
    await rejects(other.append('s', [created()], { expectedVersion: 0 }), isConflict);
    strictEqual(await other.append('s', [filler(1)], { expectedVersion: 1 }), 2);
    await rejects(storage.append('s', [filler(2)], { expectedVersion: 1 }), isConflict);
    deepStrictEqual(await eventsOf(storage), [created(), filler(1)]);
    await other.close();
    deepStrictEqual(await eventsOf(storage), [created(), filler(1)]);
  },

  'stays-after-close': async (storage, openAgain) => {
    if (openAgain === undefined) return;
    await storage.append('s', EVERY_EVENT, { expectedVersion: 0 });
    await storage.close();
    const again = await openAgain();
    deepStrictEqual(await eventsOf(again), EVERY_EVENT);
    await again.close();
  },
};
