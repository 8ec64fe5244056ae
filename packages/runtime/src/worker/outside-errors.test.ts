import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OutsideErrors } from './outside-errors.ts';

/** Stands for the process: the runner of the tests listens to the real one. */
const listening = () => {
  const strays: unknown[][] = [];
  const errors = new OutsideErrors((error, id) => strays.push([error, id]));
  const process = new EventEmitter();
  const stop = errors.listen(process as NodeJS.Process);
  return { errors, process, strays, stop };
};

test('an error fails the work whose code it comes from, and no other', async () => {
  const { errors, process, strays } = listening();
  const one = errors.run('one', async () => {
    setTimeout(() => process.emit('uncaughtException', 'far'), 10);
    return wait(1000, 1);
  });
  const other = errors.run('other', () => wait(30, 2));
  await expect(one).rejects.toBe('far');
  expect(await other).toBe(2);
  expect(strays).toEqual([]);
});

test('an error of work that is over is a stray of that work', async () => {
  const { errors, process, strays } = listening();
  expect(errors.hasHeard).toBe(false);
  await errors.run('one', () => {
    setTimeout(() => process.emit('unhandledRejection', 'late'), 10);
    return 1;
  });
  expect(await errors.run('other', () => wait(30, 2))).toBe(2);
  expect(strays).toEqual([['late', 'one']]);
  expect(errors.hasHeard).toBe(true);
});

test('an error of unknown code may be put down to the latest work', async () => {
  const { errors, process, strays } = listening();
  process.emit('uncaughtException', 'whose');
  expect(strays).toEqual([['whose', undefined]]);
  expect(errors.failLatest('x')).toBe(false);
  const work = errors.run('one', () => wait(1000, 1));
  expect(errors.failLatest('x')).toBe(true);
  await expect(work).rejects.toBe('x');
  expect(errors.failLatest('x')).toBe(false);
});

test('nothing listens afterwards', () => {
  const { process, stop } = listening();
  stop();
  expect(process.eventNames()).toEqual([]);
});
