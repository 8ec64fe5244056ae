import { memoryStorage, type Storage } from '@tune/core';
import { expect, test } from 'vitest';
import { catalogFaults } from './storage-cases-catalog-faults.test-util.ts';
import { storageCases } from './storage-cases.ts';
import { storageFaults } from './storage-cases-faults.test-util.ts';

/** Storage in memory, opened any number of times: all share what the first one holds. */
const openAs = (fault: (sound: Storage) => Storage) => async () => {
  const sound = { ...memoryStorage(), close: async () => undefined };
  return { storage: fault(sound), openAgain: async () => fault(sound) };
};

test.each(storageCases)('memory: $name', async ({ run }) => {
  await run(async () => ({ storage: memoryStorage() }));
  await run(openAs((sound) => sound));
});

const FAULTS = { ...storageFaults, ...catalogFaults };

const casesOf = (start: string) => storageCases.filter(({ name }) => name.startsWith(start));

test.each(Object.entries(FAULTS))('finds a storage that %s', async (_, [start, fault]) => {
  const [found] = casesOf(start);
  await expect(found!.run(openAs(fault))).rejects.toThrow();
});

test('every case finds a fault, and every fault has one case', () => {
  const starts = Object.values(FAULTS).map(([start]) => start);
  expect(starts.filter((start) => casesOf(start).length !== 1)).toEqual([]);
  const found = new Set(starts.flatMap((start) => casesOf(start).map(({ name }) => name)));
  expect(storageCases.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([]);
});
