import { expect, test } from 'vitest';
import { memoryStorage, type StudyFact } from './storage.ts';

const fact = (number: number): StudyFact => ({
  type: 'trial-reported',
  at: 0,
  number,
  step: 1,
  value: 0.5,
});
const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

test('facts come back in order, from a version on', async () => {
  const storage = memoryStorage();
  expect(await storage.append('s', [fact(1), fact(2)], { expectedVersion: 0 })).toBe(2);
  expect(await storage.append('s', [fact(3)], { expectedVersion: 2 })).toBe(3);
  expect(await all(storage.read('s', 1))).toEqual([fact(2), fact(3)]);
  expect(await all(storage.read('other', 0))).toEqual([]);
});

test('an append that expects another version changes nothing', async () => {
  const storage = memoryStorage();
  await storage.append('s', [fact(1)], { expectedVersion: 0 });
  await expect(storage.append('s', [fact(2)], { expectedVersion: 0 })).rejects.toMatchObject({
    code: 'STORAGE_CONFLICT',
  });
  expect(await all(storage.read('s', 0))).toEqual([fact(1)]);
});

test('what is stored does not change with the object that was handed in', async () => {
  const storage = memoryStorage();
  const mutable = { ...fact(1) };
  await storage.append('s', [mutable], { expectedVersion: 0 });
  Object.assign(mutable, { number: 9 });
  expect(await all(storage.read('s', 0))).toEqual([fact(1)]);
});
