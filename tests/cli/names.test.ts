import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune, type Finished } from './run-tune.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tune-names-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const tune = (line: string) => runTune([...line.split(' '), '--storage', join(folder, 'tune.db')]);
const search = (seed: number) =>
  tune(`run --objective branin --strategy random --trials 3 --seed ${seed} --json`);
const pointsOf = (run: Finished) =>
  eventsOf(run).flatMap(({ type, point }) => (type === 'trial' ? [point] : []));
const list = async () => eventsOf(await tune('ls --json'));

/** Two seeds for which the first 32 bits of the names are the same. */
const [ONE, OTHER] = [9828, 40104];

test('of two searches whose short names collide, each has its own result', async () => {
  const first = await search(ONE);
  const second = await search(OTHER);
  expect(pointsOf(second)).toHaveLength(3);
  expect(pointsOf(second)).not.toEqual(pointsOf(first));
  const names = (await list()).map(({ name }) => String(name));
  expect(new Set(names).size).toBe(2);
  expect(names[1]!.startsWith(names[0]!)).toBe(true);
  // Each finds its own again, and shows it at once.
  const again = await Promise.all([search(ONE), search(OTHER)]);
  expect(again.map((run) => eventsOf(run).at(-1))).toEqual(
    [first, second].map((run) => eventsOf(run).at(-1)),
  );
  expect(again.flatMap(pointsOf)).toEqual([]);
  expect(await list()).toHaveLength(2);
}, 60_000);

test('two colliding searches that begin at once both get a name', async () => {
  const runs = await Promise.all([search(ONE), search(OTHER)]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(runs.flatMap(pointsOf)).toHaveLength(6);
  const entries = await list();
  expect(entries.map(({ state }) => state)).toEqual(['complete', 'complete']);
  expect(new Set(entries.map(({ name }) => name)).size).toBe(2);
}, 60_000);

test('a comparison that was extended is not the result of the shorter one', async () => {
  await search(1);
  const [{ name } = {}] = await list();
  await tune(`resume ${String(name)} --trials 5`);
  const short = await search(1);
  expect(pointsOf(short)).toHaveLength(3);
  expect(await list()).toMatchObject([{ trials: 5 }, { trials: 3 }]);
}, 60_000);
