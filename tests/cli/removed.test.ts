import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune, type Finished, type RunOptions } from './run-tune.ts';

let folder: string;
const core = fileURLToPath(new URL('../../packages/core/dist/index.js', import.meta.url));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-removed-'));
  writeFileSync(
    join(folder, 'steady.mjs'),
    `import { float, space } from ${JSON.stringify(core)};
     export default {
       name: 'steady', direction: 'minimize', space: space({ x: float(0, 1) }),
       evaluate: async ({ x }) => { await new Promise((r) => setTimeout(r, 200)); return x; },
     };`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const tune = (line: string, options: RunOptions = {}) =>
  runTune([...line.split(' '), '--storage', join(folder, 'tune.db')], { cwd: folder, ...options });
const list = async () => eventsOf(await tune('ls --json'));
const SEARCH = 'run --objective ./steady.mjs --strategy random --json --trials 60';

/** A search, and what is done while it runs, after its second trial. */
async function during(act: () => Promise<void>): Promise<Finished> {
  let acting: Promise<void> | undefined;
  const run = await tune(SEARCH, {
    onOutput(stdout) {
      if (stdout.split('"type":"trial"').length > 2) acting ??= act();
    },
  });
  await acting;
  return run;
}

test('what another process is searching is removed only by force, which ends that search', async () => {
  const run = await during(async () => {
    const [{ name } = {}] = await list();
    const refused = await tune(`rm ${String(name)}`);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/is being searched by process \d+; stop that first/);
    expect((await tune(`rm ${String(name)} --force`)).code).toBe(0);
  });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/was removed, or replaced by another study of the same name/);
  expect(run.stderr).not.toMatch(/^\s+at /m);
  expect((await tune('ls')).stdout).toContain('nothing is stored');
}, 60_000);

test('a study that is made again under its name takes nothing of the one before', async () => {
  const run = await during(async () => {
    const [{ name } = {}] = await list();
    expect((await tune(`rm ${String(name)} --force`)).code).toBe(0);
    // The same command: the same name, another study.
    await tune(`${SEARCH} --max-seconds 1`);
  });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/was removed, or replaced/);
  const [entry] = await list();
  const { stdout } = await tune(`export ${String(entry!['name'])} --format json`);
  const [{ events }] = (
    JSON.parse(stdout) as { studies: [{ events: { type: string; number: number }[] }] }
  ).studies;
  const ended = events.flatMap(({ type, number }) => (type === 'trial-ended' ? [number] : []));
  expect(new Set(ended).size).toBe(ended.length);
  expect((await tune(`show ${String(entry!['name'])} --trials`)).code).toBe(0);
}, 60_000);

test('--fresh does not remove what another process is searching', async () => {
  const run = await during(async () => {
    const refused = await tune(`${SEARCH} --fresh`);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/is being searched by process \d+, and --fresh would remove it/);
  });
  expect(run.code).toBe(0);
  expect(await list()).toMatchObject([{ measured: 60, state: 'complete' }]);
}, 60_000);

test('a comparison that is removed by force during its held-out test is not said to be stored', async () => {
  writeFileSync(
    join(folder, 'tested.mjs'),
    `import { float, space } from ${JSON.stringify(core)};
     const objective = {
       name: 'tested', direction: 'minimize', space: space({ x: float(0, 1) }), evaluate: ({ x }) => x,
     };
     const wait = async () => { await new Promise((r) => setTimeout(r, 4000)); return 1; };
     export default { ...objective, test: () => ({ ...objective, evaluate: wait }) };`,
  );
  let acting: Promise<unknown> | undefined;
  const run = await tune('run --objective ./tested.mjs --strategy random --trials 3 --json', {
    onOutput(stdout) {
      if (!stdout.includes('"number":3')) return;
      acting ??= list().then(([entry]) => tune(`rm ${String(entry!['name'])} --force`));
    },
  });
  expect(await acting).toMatchObject({ code: 0 });
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/was removed/);
}, 60_000);
