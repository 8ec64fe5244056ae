import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sqliteStorage } from '@tune/runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

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
  const definition = { ...(before.definition as object), repeats: 3, extended: true };
  await storage.catalog.putComparison(name, definition, 1);
  await storage.catalog.recordProgress(name, { at: 2, seconds: 0, result: before.result! });
  await storage.close();
  expect(await listed()).toMatchObject([{ state: 'to go on', trials: 16 }]);
  const resumed = await tune(`resume ${name} --json`);
  expect(eventsOf(resumed).filter(({ type }) => type === 'trial')).toHaveLength(8);
  expect(eventsOf(resumed).at(-1)).toMatchObject({ repeats: 3, wholeRepeats: 3 });
  expect(await listed()).toMatchObject([{ state: 'complete', trials: 24 }]);
}, 60_000);

test('a result that was stored while a point was enqueued does not hide the point', async () => {
  await tune(SEARCH);
  const name = await nameOfOne();
  const storage = sqliteStorage(file());
  const { result } = (await storage.catalog.comparison(name))!;
  await storage.close();
  await tune(`enqueue ${name}/grid/1 {"x1":3,"x2":2}`);
  const again = sqliteStorage(file());
  await again.catalog.recordProgress(name, { at: 2, seconds: 0, result: result! });
  await again.close();
  expect(await listed()).toMatchObject([{ state: 'to go on' }]);
  const trials = eventsOf(await tune(`resume ${name} --json`)).filter(
    ({ type }) => type === 'trial',
  );
  expect(trials).toMatchObject([{ number: 5, point: { x1: 3, x2: 2 } }]);
}, 60_000);

test('the command that began a comparison says that it was extended since', async () => {
  await tune(SEARCH);
  const name = await nameOfOne();
  await tune(`resume ${name} --repeats 3`);
  const another = await tune(SEARCH);
  expect(another.stderr).toContain(`it has 3 repeats of 4 trials, and tune resume ${name} goes on`);
  // The second one is known by its own options.
  const shown = await tune(SEARCH);
  expect(eventsOf(shown).filter(({ type }) => type === 'trial')).toEqual([]);
  expect(eventsOf(shown).at(-1)).toEqual(eventsOf(another).at(-1));
  expect(shown.stderr).not.toContain('extended since');
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
  const { definition } = (await storage.catalog.comparison(name))!;
  const longer = { ...(definition as object), repeats: 4, extended: true };
  await storage.catalog.putComparison(name, longer, 1);
  await storage.close();
  writeFileSync(gate, '');
  const refused = await late;
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('was extended by another command just now: it has 4 repeats');
  const whole = eventsOf(await tune(`resume ${name} --json`)).at(-1);
  expect(whole).toMatchObject({ repeats: 4, trials: 2 });
}, 60_000);
