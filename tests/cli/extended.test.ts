import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StoredComparison } from '@tune/core';
import { sqliteStorage } from '@tune/runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventsOf, runTune, trialsOf } from './run-tune.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tune-extended-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'tune.db');
const tune = (line: string) => runTune([...line.split(' '), '--storage', file()]);
const listed = async () => eventsOf(await tune('ls --json'));
const nameOfOne = async () => String((await listed())[0]!['name']);

const SEARCH = 'compare --objective branin --strategies random,grid --trials 4 --repeats 2 --json';

test('the result of fewer repeats, stored by a command that began before the extension, hides nothing', async () => {
  await tune(SEARCH);
  const name = await nameOfOne();
  const storage = sqliteStorage(file());
  const before = (await storage.catalog.comparison(name))!;
  // As by tune resume --repeats 3 that is killed while the first command stores its result.
  const view = longer(before, { repeats: 3 });
  const { revision } = before;
  await storage.catalog.changeComparison(name, view, { at: 1, expected: revision });
  const complete = { result: before.result!, expected: revision };
  await storage.catalog.recordProgress(name, { at: 2, seconds: 0, complete });
  await storage.close();
  expect(await listed()).toMatchObject([{ state: 'stopped', measured: 16, planned: 24 }]);
  const resumed = await tune(`resume ${name} --json`);
  expect(trialsOf(resumed)).toHaveLength(8);
  expect(eventsOf(resumed).at(-1)).toMatchObject({ repeats: 3, wholeRepeats: 3 });
  expect(await listed()).toMatchObject([{ state: 'complete', measured: 24 }]);
}, 60_000);

/** The view of a comparison with another number of repeats. */
function longer({ definition, runs }: StoredComparison, size: { readonly repeats: number }) {
  const more = runs
    .filter(({ repeat }) => repeat === 1)
    .map((run) => ({
      ...run,
      repeat: size.repeats,
      study: run.study.replace(/1$/, `${size.repeats}`),
    }));
  return {
    definition: { ...(definition as object), ...size, extended: 2 },
    runs: [...runs, ...more],
  };
}

test('a result that was stored while a point was enqueued does not hide the point', async () => {
  await tune(SEARCH);
  const name = await nameOfOne();
  const storage = sqliteStorage(file());
  const { result, revision } = (await storage.catalog.comparison(name))!;
  await storage.close();
  await tune(`enqueue ${name}/grid/1 {"x1":3,"x2":2}`);
  const again = sqliteStorage(file());
  const complete = { result: result!, expected: revision };
  await again.catalog.recordProgress(name, { at: 2, seconds: 0, complete });
  await again.close();
  expect(await listed()).toMatchObject([{ state: 'stopped' }]);
  const trials = trialsOf(await tune(`resume ${name} --json`));
  expect(trials).toMatchObject([{ number: 5, point: { x1: 3, x2: 2 } }]);
}, 60_000);

test('the command that began a comparison looks at its beginning once it is longer', async () => {
  const first = await tune(SEARCH);
  const name = await nameOfOne();
  await tune(`resume ${name} --repeats 3`);
  const another = await tune(SEARCH);
  expect(trialsOf(another)).toEqual([]);
  const { strategies } = eventsOf(first).at(-1)!;
  expect(eventsOf(another).at(-1)).toMatchObject({ strategies, verdict: { isFixed: false } });
  // It is known by its own options from then on.
  expect(eventsOf(await tune(SEARCH)).at(-1)).toEqual(eventsOf(another).at(-1));
  expect(await listed()).toHaveLength(2);
}, 60_000);

test('another rope is judged again, and no trial is evaluated', async () => {
  await tune(SEARCH);
  const again = eventsOf(await tune(`${SEARCH} --rope 100`));
  expect(again.filter(({ type }) => type === 'trial')).toEqual([]);
  expect(again.at(-1)).toMatchObject({ verdict: { rope: 100 } });
  expect(await listed()).toHaveLength(1);
}, 60_000);

test('a command whose set-up takes long does not take back how another has extended the comparison', async () => {
  const core = fileURLToPath(new URL('../../packages/core/dist/index.js', import.meta.url));
  const objective = join(folder, 'gated.mjs');
  const [reached, gate] = [join(folder, 'reached'), join(folder, 'gate')];
  writeFileSync(gate, '');
  writeFileSync(
    objective,
    `import { existsSync, writeFileSync } from 'node:fs';
     import { float, space } from ${JSON.stringify(core)};
     export default {
       name: 'gated', direction: 'minimize', space: space({ x: float(0, 1) }), evaluate: ({ x }) => x,
       async setup() {
         writeFileSync(${JSON.stringify(reached)}, '');
         while (!existsSync(${JSON.stringify(gate)})) await new Promise((r) => setTimeout(r, 20));
       },
     };`,
  );
  await tune(`compare --objective ${objective} --strategies random --trials 2 --json`);
  const name = await nameOfOne();
  rmSync(gate);
  rmSync(reached);
  const late = tune(`resume ${name} --trials 3 --json`);
  await vi.waitUntil(() => existsSync(reached), { timeout: 20_000 });
  // As tune resume --repeats 4 does.
  const storage = sqliteStorage(file());
  const stored = (await storage.catalog.comparison(name))!;
  const view = longer(stored, { repeats: 4 });
  await storage.catalog.changeComparison(name, view, { at: 1, expected: stored.revision });
  await storage.close();
  writeFileSync(gate, '');
  const refused = await late;
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('was extended by another command just now: it has 4 repeats');
  const whole = eventsOf(await tune(`resume ${name} --json`)).at(-1);
  expect(whole).toMatchObject({ repeats: 4, trials: 2 });
}, 60_000);
