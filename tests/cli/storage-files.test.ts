import { DatabaseSync } from '@photostructure/sqlite';
import type { ChildProcess } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { killHard } from '../faults/kill-hard.mjs';
import { eventsOf, runTune, type RunOptions } from './run-tune.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-storage-'));
  file = join(folder, 'tune.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

const tune = (line: string, storage = file, options: RunOptions = {}) =>
  runTune([...line.split(' '), '--storage', storage], options);
const search = (trials: number, seed = 1) =>
  `run --objective branin --strategy random --trials ${trials} --seed ${seed} --json`;
const SLOW = 'run --objective tests/fixtures/slow.mjs --strategy random --trials 4 --json';

/** Trials that are stored in a file. */
async function storedIn(storage: string): Promise<number> {
  const listed = eventsOf(await tune('ls --json', storage));
  return listed.reduce((sum, { measured }) => sum + Number(measured ?? 0), 0);
}

/** Does something once, when the first trial has ended. */
function afterFirstTrial(act: (child: ChildProcess) => void): RunOptions {
  let isDone = false;
  return {
    onOutput(stdout, child) {
      if (isDone || !stdout.includes('"type":"trial"')) return;
      isDone = true;
      act(child);
    },
  };
}

/** Runs a search and kills it in the middle: its log stays beside the file. */
async function killed(): Promise<void> {
  const kill = afterFirstTrial(killHard);
  expect((await tune(SLOW, file, kill)).code).toBe(null);
  expect(readdirSync(folder)).toContain('tune.db-wal');
}

test('a copy of the file after a search has everything', async () => {
  expect((await tune(search(30))).code).toBe(0);
  expect(readdirSync(folder)).toEqual(['tune.db']);
  const copy = join(folder, 'copy.db');
  copyFileSync(file, copy);
  expect(await storedIn(copy)).toBe(30);
});

test('a file that was renamed keeps its trials when a new search begins', async () => {
  await tune(search(20));
  const kept = join(folder, 'keep.db');
  renameSync(file, kept);
  await tune(search(10, 2));
  expect(await storedIn(kept)).toBe(20);
  expect(await storedIn(file)).toBe(10);
});

test('a backup that is put back is readable', async () => {
  await tune(search(20));
  const backup = join(folder, 'backup.db');
  copyFileSync(file, backup);
  await tune(search(20, 2));
  expect(await storedIn(file)).toBe(40);
  copyFileSync(backup, file);
  expect(await storedIn(file)).toBe(20);
});

test.each([1, 2, 3])('one file is left after Ctrl-C, pressed %i times', async (times) => {
  const press = afterFirstTrial((child) => {
    for (let press = 0; press < times; press += 1) {
      setTimeout(() => child.kill('SIGINT'), press * 50);
    }
  });
  const { code } = await tune(SLOW, file, press);
  expect(code).toBe(130);
  expect(readdirSync(folder)).toEqual(['tune.db']);
  expect(await storedIn(file)).toBe(1);
});

test('one file is left after a search that failed, and after a refused command', async () => {
  const failing = 'run --objective tests/fixtures/flaky.mjs --strategy random --trials 30';
  expect((await tune(`${failing} --max-failures 1`)).code).toBe(1);
  expect(readdirSync(folder)).toEqual(['tune.db']);
  expect((await tune('show nothing')).code).toBe(2);
  expect(readdirSync(folder)).toEqual(['tune.db']);
});

test('the log of a killed search goes with its file, and is not laid over another one', async () => {
  await tune(search(20));
  const backup = join(folder, 'backup.db');
  copyFileSync(file, backup);
  await tune(search(20, 2));
  await killed();
  const after = join(folder, 'after.db');
  for (const part of ['', '-wal']) copyFileSync(file + part, after + part);
  expect(await storedIn(after)).toBe(41);
  copyFileSync(backup, file);
  const refused = await tune('ls');
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain(`${file}-wal does not belong to ${file}`);
  expect(refused.stderr).not.toMatch(/^\s+at /m);
  expect(readFileSync(file).equals(readFileSync(backup))).toBe(true);
  rmSync(`${file}-wal`);
  expect(await storedIn(file)).toBe(20);
});

test('the log of a killed search outlives its renamed file', async () => {
  await killed();
  const kept = join(folder, 'keep.db');
  renameSync(file, kept);
  const refused = await tune(search(5));
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('does not belong to');
  renameSync(kept, file);
  expect(await storedIn(file)).toBe(1);
});

test.each([
  ['removed', () => ['', '-wal', '-shm'].forEach((part) => rmSync(file + part))],
  ['replaced', () => renameSync(join(folder, 'other.db'), file)],
  ['overwritten', () => copyFileSync(join(folder, 'other.db'), file)],
])('a search ends within seconds if its file is %s', async (how, harm) => {
  await tune(search(3), join(folder, 'other.db'));
  let at = Infinity;
  const act = afterFirstTrial(() => {
    harm();
    at = performance.now();
  });
  const { code, stderr } = await tune(SLOW, file, act);
  expect(performance.now() - at).toBeLessThan(4000);
  expect(code).toBe(1);
  expect(stderr).toContain(`${file} was ${how} while it was in use`);
  expect(stderr).toContain('(--storage FILE)');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test.each(['run --objective branin --strategy random --trials 2', 'ls', 'show x'])(
  ':memory: is refused by %s with the right word',
  async (line) => {
    const cwd = join(folder, 'empty');
    mkdirSync(cwd);
    const { code, stdout, stderr } = await tune(line, ':memory:', { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('--storage memory');
    expect(readdirSync(cwd)).toEqual([]);
  },
);

test('a storage without a name is refused, and an empty variable is one that is not set', async () => {
  const cwd = join(folder, 'unnamed');
  mkdirSync(cwd);
  for (const line of ['run --objective branin --strategy random --trials 2', 'ls']) {
    const { code, stderr } = await tune(line, '', { cwd });
    expect({ code, stderr }).toEqual({
      ...{ code: 2, stderr: expect.stringContaining('--storage expects a file') },
    });
  }
  const { code, stdout } = await runTune(['ls'], { cwd, env: { TUNE_STORAGE: '' } });
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'nothing is stored in tune.db\n' });
  expect(readdirSync(cwd)).toEqual([]);
});

const BOM = '\u{feff}';

test('a space file may begin with a byte order mark', async () => {
  const space = join(folder, 'space.json');
  writeFileSync(space, `${BOM}[{"name":"x","type":"float","low":0,"high":1}]`);
  const { code, stderr } = await runTune([
    ...['run', '--command', 'echo {x}', '--space-file', space, '--strategy', 'random'],
    ...['--trials', '2'],
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

test('an exported file may begin with a byte order mark', async () => {
  await tune(search(3));
  const [{ name } = {}] = eventsOf(await tune('ls --json'));
  const { stdout } = await tune(`export ${String(name)} --format json`);
  const exported = join(folder, 'export.json');
  writeFileSync(exported, BOM + stdout);
  const copy = join(folder, 'imported.db');
  expect((await tune(`import ${exported}`, copy)).code).toBe(0);
  expect(await storedIn(copy)).toBe(3);
});

function sql(statement: string): void {
  const db = new DatabaseSync(file);
  db.exec(statement);
  db.close();
}

test.each([
  ['a newer tune', () => sql('PRAGMA user_version = 99'), 'was written by a newer tune'],
  [
    'another program',
    () => sql('PRAGMA application_id = 0; CREATE TABLE theirs (x)'),
    'is not a tune database: it has tables of another program',
  ],
  ['a text', () => writeFileSync(file, 'a,b\n1,2\n'.repeat(100)), 'is not a tune database'],
])('a file of %s is refused in a plain sentence', async (_, make, message) => {
  await tune(search(2));
  make();
  const before = readFileSync(file);
  const { code, stderr } = await tune(search(2));
  expect(code).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(folder)).toEqual(['tune.db']);
});
