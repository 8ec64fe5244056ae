import { memoryStorage, type Storage } from '@tune/core';
import { expect, test } from 'vitest';
import { storageCases } from './storage-cases.ts';

const openAs = (storage: Storage) => async () => ({ storage, close: async () => undefined });

test.each(storageCases)('memory: $name', async ({ run }) => {
  await run(openAs(memoryStorage()));
});

/** Storages with one fault each: a suite that lets one of them through tests nothing. */
const FAULTS: Readonly<Record<string, (sound: Storage) => Storage>> = {
  'forgets the version': (sound) => {
    let version = 0;
    return {
      ...sound,
      append: async (study, facts) =>
        (version = await sound.append(study, facts, { expectedVersion: version })),
    };
  },
  'loses a fact of each append': (sound) => ({
    ...sound,
    append: (study, facts, options) => sound.append(study, facts.slice(1), options),
  }),
  'reads from the start': (sound) => ({ ...sound, read: (study) => sound.read(study, 0) }),
  'ignores the case of names': (sound) => ({
    append: (study, facts, options) => sound.append(study.toLowerCase(), facts, options),
    read: (study, since) => sound.read(study.toLowerCase(), since),
  }),
  'hands out heads of other facts': (sound) => ({
    ...sound,
    async *skim(study, since) {
      const facts: string[] = [];
      for await (const fact of sound.read(study, since)) facts.push(JSON.stringify(fact));
      yield { heads: facts.map(() => null), facts };
    },
  }),
  'reads one page': (sound) => ({
    ...sound,
    async *read(study, since) {
      let count = 0;
      for await (const fact of sound.read(study, since)) if (count++ < 1000) yield fact;
    },
  }),
};

test.each(Object.entries(FAULTS))('a storage that %s is found out', async (_, fault) => {
  const found = async () => {
    for (const { run } of storageCases) await run(openAs(fault(memoryStorage())));
  };
  await expect(found()).rejects.toThrow();
});
