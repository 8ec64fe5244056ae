import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf, runTune, trialsOf } from './run-tune.ts';

const fileOf = (name: string) =>
  JSON.stringify(fileURLToPath(new URL(`../../packages/${name}/dist/index.js`, import.meta.url)));

/** A file for each day of the year would do as well: here, one file in a folder of choice. */
const FOLDER = `
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteStorage } from ${fileOf('runtime')};
export default ({ folder }) => {
  if (typeof folder !== 'string') throw new Error('say a folder: folder?folder=results');
  mkdirSync(folder, { recursive: true });
  return sqliteStorage(join(folder, 'all.db'));
};`;

const folder = mkdtempSync(join(tmpdir(), 'tune-storages-'));
const tune = (line: string, cwd = folder) =>
  runTune(line.split(' '), { cwd, env: { TUNE_STORAGE: '' } });

beforeAll(() => {
  const files = {
    'package.json': '{"type":"module"}',
    'node_modules/tune-storage-folder/package.json':
      '{"name":"tune-storage-folder","version":"1.0.0","type":"module","main":"./main.js"}',
    'node_modules/tune-storage-folder/main.js': FOLDER,
    'other/store.mjs': FOLDER,
    'other/log.mjs':
      'const f = () => {}; export default () => ({ append: f, read: f, addReports: f, readReports: f, heartbeat: f, readHeartbeats: f, close: f });',
    'own/package.json': '{"type":"module"}',
    'own/tune.config.mjs': `
      export default {
        storages: { lab: { use: '../other/store.mjs', options: { folder: 'kept' } } },
        defaults: { objective: 'branin', strategies: 'random', trials: 1, storage: 'lab' },
      };`,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a storage of a package keeps a comparison, which is listed, shown and resumed', async () => {
  const storage = '--storage folder?folder=results';
  const search = 'compare --objective branin --strategies random --trials 2 --name first --json';
  const first = await tune(`${search} ${storage}`);
  expect(first.code, first.stderr).toBe(0);
  expect(existsSync(join(folder, 'results/all.db'))).toBe(true);
  expect(existsSync(join(folder, 'tune.db'))).toBe(false);
  const listed = await tune(`ls --json ${storage}`);
  expect(eventsOf(listed)).toEqual([expect.objectContaining({ name: 'first', measured: 2 })]);
  const shown = await tune(`show first ${storage}`);
  expect(shown.code, shown.stderr).toBe(0);
  expect(shown.stdout).toContain('random');
  // From another folder, paths of the storage start there, and those of the comparison where it began.
  const resume = 'resume first --trials +1 --json --storage ./store.mjs?folder=../results';
  const resumed = await tune(resume, join(folder, 'other'));
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(trialsOf(resumed)).toHaveLength(1);
  expect(eventsOf(await tune(`ls --json ${storage}`))[0]).toMatchObject({ measured: 3 });
}, 60_000);

test('the default storage of a config may be a plugin', async () => {
  const own = join(folder, 'own');
  const run = await tune('compare --json', own);
  expect(run.code, run.stderr).toBe(0);
  expect(run.stderr).toContain('storage lab');
  expect(existsSync(join(own, 'kept/all.db'))).toBe(true);
  expect(existsSync(join(own, 'lab'))).toBe(false);
}, 60_000);

test('a storage is not opened to be listed, and one without a catalog is refused', async () => {
  const listed = eventsOf(await tune('plugins --json'));
  expect(listed).toContainEqual(
    expect.objectContaining({ kind: 'storage', name: 'tune-storage-folder', state: 'ok' }),
  );
  const run = 'run --objective branin --trials 1 --storage';
  const bare = await tune(`${run} ./other/log.mjs`);
  expect(bare.code).toBe(2);
  expect(bare.stderr).toContain('its catalog has no function studies');
  const silent = await tune(`${run} folder?depth=1`);
  expect(silent.stderr).toContain('say a folder');
}, 60_000);
