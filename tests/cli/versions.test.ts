import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { eventsOf, root, runTune, type Finished } from './run-tune.ts';

// Many starts of the command.
vi.setConfig({ testTimeout: 120_000 });

/** A folder with these files and a storage of its own. */
function project(files: Readonly<Record<string, string>>) {
  const parent = mkdtempSync(join(tmpdir(), 'tune-versions-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  let folder = join(parent, 'project');
  const write = (more: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(more)) writeFileSync(join(folder, name), text);
  };
  renameSync(mkdtempSync(join(parent, 'new-')), folder);
  write({ ...files, 'calls.log': '' });
  return {
    write,
    /** How often an objective was called since the last time. */
    calls(): number {
      const { length } = readFileSync(join(folder, 'calls.log'), 'utf8');
      write({ 'calls.log': '' });
      return length;
    },
    run(...args: string[]): Promise<Finished> {
      const all = ['compare', '--trials', '3', '--repeats', '2', '--json', ...args];
      return runTune(all, { cwd: folder, env: { TUNE_STORAGE: 'tune.db' } });
    },
    /** The values that a comparison shows, each once. */
    async values(...args: string[]): Promise<unknown[]> {
      const finished = await this.run(...args);
      if (finished.code !== 0) throw new Error(finished.stderr);
      const last = eventsOf(finished).findLast(({ type }) => type === 'comparison');
      const { strategies } = last as unknown as { strategies: { best: number[] }[] };
      return [...new Set(strategies.flatMap(({ best }) => best))];
    },
    rename(name: string): void {
      renameSync(folder, join(parent, name));
      folder = join(parent, name);
    },
  };
}

const SPACE = JSON.stringify([{ name: 'x', type: 'float', low: 0, high: 1 }]);

const CALLED = "import { appendFileSync } from 'node:fs'; appendFileSync('calls.log', '.');";

const PROGRAM = {
  'space.json': SPACE,
  'train.mjs': `${CALLED} import { value } from './model.mjs'; console.log(value);`,
  'model.mjs': 'export const value = 1;',
  'small.json': '{}',
};

const COMMAND = [
  ...['--command', 'node train.mjs {x} --config small.json', '--space-file', 'space.json'],
  ...['--strategies', 'random'],
];

test('an edited program, or one of its files, is called; no old value is shown', async () => {
  const own = project(PROGRAM);
  expect(await own.values(...COMMAND)).toEqual([1]);
  expect(own.calls()).toBe(6);
  expect(await own.values(...COMMAND)).toEqual([1]);
  expect(own.calls()).toBe(0);
  own.write({ 'model.mjs': 'export const value = 2;' });
  expect(await own.values(...COMMAND)).toEqual([2]);
  expect(own.calls()).toBe(6);
  own.write({ 'train.mjs': `${CALLED} console.log(3);` });
  expect(await own.values(...COMMAND)).toEqual([3]);
  expect(own.calls()).toBe(6);
  own.write({ 'small.json': '{"layers":2}' });
  expect(await own.values(...COMMAND)).toEqual([3]);
  expect(own.calls()).toBe(6);
});

test('a program that is edited while it runs ends the search; its values do not mix', async () => {
  const own = project({
    ...PROGRAM,
    'train.mjs': `${PROGRAM['train.mjs']}
      import { readFileSync, writeFileSync } from 'node:fs';
      if (readFileSync('calls.log', 'utf8').length === 3) writeFileSync('model.mjs', 'export const value = 2;');`,
  });
  const { code, stderr } = await own.run(...COMMAND);
  expect(code).toBe(1);
  expect(stderr).toMatch(/model\.mjs was edited during the search/);
  expect(own.calls()).toBe(3);
  expect(await own.values(...COMMAND)).toEqual([2]);
  expect(own.calls()).toBe(6);
});

test('a project folder that is renamed has the same versions', async () => {
  const own = project(PROGRAM);
  await own.values(...COMMAND);
  own.calls();
  own.rename('renamed');
  expect(await own.values(...COMMAND)).toEqual([1]);
  expect(own.calls()).toBe(0);
});

const CORE = join(root, 'packages/core/dist/index.js');

const MODULE = {
  'objective.mjs': `
    import { appendFileSync } from 'node:fs';
    import { float, space } from ${JSON.stringify(CORE)};
    import { value } from './model.mjs';
    export default {
      name: 'mine', direction: 'minimize', space: space({ x: float(0, 1) }),
      evaluate: () => (appendFileSync('calls.log', '.'), value),
    };`,
  'model.mjs': 'export const value = 1;',
  'strategy.mjs': `import { share } from './share.mjs';
    export default {
      name: 'mine', apiVersion: 1, capabilities: { parallel: true, exhaustive: false },
      suggest: async ({ rng }) => [{ point: { x: share * rng.next() } }],
    };`,
  'share.mjs': 'export const share = 0.5;',
};

test('an edited module, or one that it imports, is evaluated; no old value is shown', async () => {
  const own = project(MODULE);
  const args = ['--objective', './objective.mjs', '--strategies', './strategy.mjs'];
  expect(await own.values(...args)).toEqual([1]);
  expect(own.calls()).toBe(6);
  expect(await own.values(...args)).toEqual([1]);
  expect(own.calls()).toBe(0);
  own.write({ 'model.mjs': 'export const value = 2;' });
  expect(await own.values(...args)).toEqual([2]);
  expect(own.calls()).toBe(6);
  own.write({ 'share.mjs': 'export const share = 0.25;' });
  expect(await own.values(...args)).toEqual([2]);
  expect(own.calls()).toBe(6);
  own.write({ 'strategy.mjs': MODULE['strategy.mjs'].replace('share *', '0.1 *') });
  expect(await own.values(...args)).toEqual([2]);
  expect(own.calls()).toBe(6);
});
