import { expect, test } from 'vitest';
import type { RunEvent } from '../index.ts';
import { collect, square, studyOf, uniform, type Given } from '../study/study.test-util.ts';
import { EventReader } from './event-reader.ts';
import { EventStream } from './event-stream.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });
const gaveUp = (failures: number): RunEvent => ({ type: 'gave-up', failures });

test('events end when optimize is refused', async () => {
  const s = await study();
  const events = collect(s.events());
  await expect(s.optimize(square(), { trials: 0 })).rejects.toMatchObject({
    code: 'STUDY_OPTION_INVALID',
  });
  expect(await events).toEqual([]);
});

test('a second optimize, which is refused, does not end the events of the first', async () => {
  const s = await study({ budget: { trials: 3 } });
  const events = collect(s.events());
  const first = s.optimize(square());
  await expect(s.optimize(square())).rejects.toMatchObject({ code: 'STUDY_BUSY' });
  await first;
  expect((await events).filter(({ type }) => type === 'trial-ended')).toHaveLength(3);
});

test('events of a disposed study end at once, also those that were asked for before', async () => {
  const s = await study();
  const before = collect(s.events());
  await s.dispose();
  expect(await before).toEqual([]);
  expect(await collect(s.events())).toEqual([]);
});

test('a reader that is returned before its first read leaves at once', async () => {
  let left = 0;
  const reader = new EventReader<number>(() => (left += 1));
  reader.push(1);
  await reader.return();
  expect(left).toBe(1);
  expect(await reader.next()).toEqual({ done: true, value: undefined });
});

test('a reader that has left is given nothing more, and the others are', async () => {
  const stream = new EventStream();
  const reader = stream.subscribe();
  const other = stream.subscribe();
  stream.emit(gaveUp(1));
  await reader.return!();
  stream.emit(gaveUp(2));
  expect(await reader.next()).toEqual({ done: true, value: undefined });
  stream.end();
  expect(await collect(other)).toEqual([gaveUp(1), gaveUp(2)]);
});

test('reads that wait are answered in order, and end with the events', async () => {
  const stream = new EventStream();
  const reader = stream.subscribe();
  const reads = [reader.next(), reader.next(), reader.next()];
  for (const failures of [1, 2]) stream.emit(gaveUp(failures));
  stream.end();
  expect(await Promise.all(reads)).toEqual([
    { done: false, value: gaveUp(1) },
    { done: false, value: gaveUp(2) },
    { done: true, value: undefined },
  ]);
  const left = stream.subscribe();
  const read = left.next();
  await left.return!();
  expect(await read).toEqual({ done: true, value: undefined });
});

test('events that are read late come in order', async () => {
  const stream = new EventStream();
  const reader = stream.subscribe();
  const seen: RunEvent[] = [];
  for (let n = 1; n <= 9; n++) {
    stream.emit(gaveUp(n));
    if (n % 3 === 0) seen.push((await reader.next()).value as RunEvent);
  }
  stream.end();
  seen.push(...(await collect(reader)));
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(gaveUp));
});
