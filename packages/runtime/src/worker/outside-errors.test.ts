import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { OutsideErrors } from './outside-errors.ts';

const collecting = () => {
  const strays: unknown[][] = [];
  return { errors: new OutsideErrors((error, id) => strays.push([error, id])), strays };
};

test('an error fails the work whose code it comes from, and no other', async () => {
  const { errors, strays } = collecting();
  const one = errors.run('one', async () => {
    setTimeout(() => errors.claim('far'), 10);
    return wait(1000, 1);
  });
  const other = errors.run('other', () => wait(30, 2));
  await expect(one).rejects.toBe('far');
  expect(await other).toBe(2);
  expect(strays).toEqual([]);
});

test('an error of work that is over is a stray of that work', async () => {
  const { errors, strays } = collecting();
  expect(errors.hasHeard).toBe(false);
  const late = () => {
    setTimeout(() => errors.claim('late'), 10);
    return 1;
  };
  await errors.run('s/1/1', late, 'trial 1 of s');
  expect(await errors.run('other', () => wait(30, 2))).toBe(2);
  expect(strays).toEqual([['late', 'trial 1 of s']]);
  expect(errors.hasHeard).toBe(true);
});

test('an error of unknown code may be put down to the latest work', async () => {
  const { errors, strays } = collecting();
  expect(errors.claim('whose')).toBe(false);
  expect(strays).toEqual([]);
  expect(errors.failLatest('x')).toBe(false);
  const work = errors.run('one', () => wait(1000, 1));
  expect(errors.failLatest('x')).toBe(true);
  await expect(work).rejects.toBe('x');
  expect(errors.failLatest('x')).toBe(false);
});
