import { DatabaseSync } from '@photostructure/sqlite';
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

const core = fileURLToPath(new URL('../../packages/core/dist/index.js', import.meta.url));
let folder: string;
let whole: string;
let file: string;
let name: string;

const tune = (line: string, storage = file) =>
  runTune([...line.split(' '), '--storage', storage], { cwd: folder });
const objective = (high: number, more = '') =>
  writeFileSync(
    join(folder, 'mine.mjs'),
    `import { float, space } from ${JSON.stringify(core)};
     export default { name: 'mine', direction: 'minimize', space: space({ x: float(0, ${high}) }),
       evaluate: async ({ x }) => x, ${more} };`,
  );
const strategy = (name: string) =>
  writeFileSync(
    join(folder, 'own.mjs'),
    `export default { name: '${name}', apiVersion: 1, capabilities: { parallel: true, exhaustive: false },
     suggest: async ({ space, rng }) => [{ point: space.decode([rng.next()]) }] };`,
  );
const SEARCH = 'compare --objective ./mine.mjs --strategies random,./own.mjs --trials 3 --json';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tune-refused-'));
  whole = join(folder, 'whole.db');
  file = join(folder, 'tune.db');
  objective(1);
  strategy('own');
  await tune(SEARCH, whole);
  name = String(eventsOf(await tune('ls --json', whole))[0]!['name']);
  writeFileSync(
    join(folder, 'half.json'),
    '{"format":"tune-export-2","comparison":null,"studies":[{}]}',
  );
  const { stdout } = await tune(`export ${name} --format json`, whole);
  writeFileSync(join(folder, 'taken.json'), stdout);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  copyFileSync(whole, file);
  objective(1);
  strategy('own');
});

/** Everything that is stored, and in which files. */
function stored(): unknown {
  const db = new DatabaseSync(file, { returnArrays: true });
  const tables = ['study', 'event', 'trial', 'report', 'comparison', 'import'];
  const rows = tables.map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all());
  db.close();
  return [rows, readdirSync(folder).filter((one) => one.startsWith('tune.db'))];
}

const NOTHING = () => undefined;
const FAILING = `setup: async () => { throw new Error('no engine') },`;

/** A command that must be refused or fail, by its reason: what is done before, the line, its exit code. */
const REFUSED: Readonly<Record<string, readonly [() => void, string, number]>> = {
  'an option out of range': [NOTHING, `${SEARCH.replace('3', '0')} --fresh`, 2],
  'an unknown flag': [NOTHING, 'compare --objective ./mine.mjs --frsh', 2],
  'an unknown objective': [NOTHING, 'compare --objective nosuch --fresh', 2],
  'an unknown strategy': [NOTHING, 'compare --objective ./mine.mjs --strategies nosuch --fresh', 2],
  'an unknown pruner': [NOTHING, `${SEARCH} --pruner nosuch --fresh`, 2],
  'a set-up that fails': [() => objective(1, FAILING), `${SEARCH} --seed 5`, 1],
  'a set-up that fails, with --fresh': [() => objective(1, FAILING), `${SEARCH} --fresh`, 1],
  'a resume with fewer trials': [NOTHING, 'resume NAME --trials 1', 2],
  'a resume of a space that has changed': [() => objective(2), 'resume NAME --trials 8', 2],
  'a resume of one strategy that has changed': [
    () => strategy('other'),
    'resume NAME --trials 8',
    2,
  ],
  'a resume without its strategy': [
    () => rmSync(join(folder, 'own.mjs')),
    'resume NAME --trials 8',
    2,
  ],
  'a resume with an option out of range': [NOTHING, 'resume NAME --parallel 9999', 2],
  'a resume of what does not exist': [NOTHING, 'resume nothing', 2],
  'a point that is not in the space': [NOTHING, 'enqueue NAME {"x":9}', 2],
  'a point that is not JSON': [NOTHING, 'enqueue NAME {x', 2],
  'a point for what does not exist': [NOTHING, 'enqueue nothing {"x":0.5}', 2],
  'a damaged import': [NOTHING, 'import half.json', 2],
  'an import that does not exist': [NOTHING, 'import nothing.json', 2],
  'an import of what is there': [NOTHING, 'import taken.json', 2],
  'rm of what does not exist': [NOTHING, 'rm nothing', 2],
  'a set-up of what does not exist': [NOTHING, 'setup --objective nosuch', 2],
};

test.each(Object.entries(REFUSED))(
  '%s changes nothing',
  async (_, [before, line, code]) => {
    before();
    const then = stored();
    const isSetup = line.startsWith('setup');
    const args = line.replace('NAME', name);
    const run = isSetup ? await runTune(args.split(' '), { cwd: folder }) : await tune(args);
    expect({ code: run.code, stderr: run.stderr }).toEqual({
      ...{ code, stderr: expect.stringMatching(/./) },
    });
    expect(run.stderr).not.toMatch(/^\s+at .*:\d+/m);
    expect(stored()).toEqual(then);
  },
  60_000,
);

test.each([
  ['locked', 'compare --objective branin --strategies random --trials 2'],
  ['locked', 'rm NAME'],
])(
  'a file that is %s is not changed by %s',
  async (_, line) => {
    const then = stored();
    const db = new DatabaseSync(file);
    db.exec('BEGIN IMMEDIATE');
    const run = await tune(line.replace('NAME', name));
    db.exec('ROLLBACK');
    db.close();
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('holds a lock');
    expect(stored()).toEqual(then);
  },
  60_000,
);

test('a file of a newer tune, or that cannot be written, is not changed', async () => {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA user_version = 99');
  db.close();
  const then = stored();
  for (const line of [SEARCH, `resume ${name} --trials 8`, `rm ${name}`, 'import taken.json']) {
    expect((await tune(line)).code).toBe(1);
    expect(stored()).toEqual(then);
  }
  copyFileSync(whole, file);
  chmodSync(file, 0o400);
  // For root every file can be written.
  if (process.getuid?.() !== 0) expect((await tune(`rm ${name}`)).code).toBe(1);
  chmodSync(file, 0o600);
}, 120_000);

test('a start of serve that is refused changes nothing', async () => {
  const then = stored();
  const start = { op: 'start', direction: 'minimize', storage: file, name: `${name}/random/1` };
  const space = [{ name: 'x', type: 'float', low: 0, high: 7 }];
  const requests = [
    { ...start, space },
    { ...start, space, bugdet: 1 },
    { ...start, space: 'none' },
    { ...start, space, name: '../x' },
  ];
  const { spawnSync } = await import('node:child_process');
  const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));
  for (const request of requests) {
    const { stdout } = spawnSync(process.execPath, [bin, 'serve', '--stdio'], {
      ...{ cwd: folder, encoding: 'utf8', input: `${JSON.stringify(request)}\n{"op":"stop"}\n` },
    });
    expect(stdout).toContain('"error"');
    expect(stored()).toEqual(then);
  }
}, 60_000);
