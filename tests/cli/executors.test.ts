import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { eventsOf, runTune, trialsOf, type RunOptions } from './run-tune.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const fileOf = (name: string) =>
  JSON.stringify(fileURLToPath(new URL(`../../packages/${name}/dist/index.js`, import.meta.url)));

/** Child processes, with a note of what was asked for and of the end. */
const POOL = `
import { appendFileSync } from 'node:fs';
import { processPool } from ${fileOf('runtime')};
export default function pool({ note = 'note' }, { objective, concurrency, onOutput }) {
  const tell = (text) => appendFileSync(note, text + '\\n');
  const inner = processPool({ objective, concurrency, onOutput });
  tell('opened ' + objective.export + ' ' + concurrency);
  return {
    concurrency,
    setup: (context) => inner.setup(context),
    run(job, context) {
      tell('job ' + job.objective.export + ' ' + (job.timeoutMs ?? 'none'));
      return inner.run(job, context);
    },
    async close(reason) {
      await inner.close(reason);
      tell('closed');
    },
  };
}`;

/** Evaluates on a server. */
const REMOTE = `
export const remote = ({ port }, { concurrency }) => ({
  concurrency: Math.min(concurrency, 2),
  async run(job, { signal }) {
    try {
      const answer = await fetch('http://127.0.0.1:' + port, { method: 'POST', body: JSON.stringify(job), signal });
      return await answer.json();
    } catch (error) {
      return signal.aborted
        ? { state: 'cancelled', reason: String(signal.reason) }
        : { state: 'failed', reason: String(error) };
    }
  },
  close: async () => undefined,
});`;

/** Breaks one rule, by its name. */
const BROKEN = `
import { writeFileSync } from 'node:fs';
export default ({ rule }) => {
  if (rule === 'factory') throw new Error('no licence');
  if (rule === 'shape') return { concurrency: 1, close: async () => undefined };
  return {
    concurrency: rule === 'concurrency' ? 0 : 1,
    async setup() {
      if (rule === 'setup') throw new Error('no queue');
      return [];
    },
    async run({ point }) {
      if (rule === 'run') throw new Error('lost the connection');
      if (rule === 'outcome') return 7;
      if (rule === 'deaf') { writeFileSync('begun', ''); return new Promise(() => undefined); }
      return { state: 'complete', values: [Object.values(point)[0]] };
    },
    async close() {
      if (rule === 'close') throw new Error('cannot let go');
      if (rule === 'deaf') return new Promise(() => undefined);
    },
  };
};`;

const OBJECTIVE = `
import { float, space } from ${fileOf('core')};
export const square = () => ({
  name: 'square', version: '1', direction: 'minimize', space: space({ x: float(-1, 1) }),
  evaluate: ({ x }) => x * x,
});`;

const SLEEPY = `
import { setTimeout as wait } from 'node:timers/promises';
import { float, space } from ${fileOf('core')};
export const sleepy = () => ({
  name: 'sleepy', version: '1', direction: 'minimize', space: space({ x: float(-1, 1) }),
  async evaluate({ x }, { report }) { report(1, x); await wait(60_000); return x; },
});`;

/** A project of a person, whose comparisons are stored. */
function project(files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tune-executors-'));
  folders.push(folder);
  const all = {
    ...{ 'package.json': '{"type":"module"}', 'pool.mjs': POOL, 'broken.mjs': BROKEN },
    ...{ 'remote.mjs': REMOTE, 'square.mjs': OBJECTIVE, 'sleepy.mjs': SLEEPY },
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const tune = (line: string, options: RunOptions = {}) =>
    runTune(line.split(' '), { cwd: folder, env: { TUNE_STORAGE: 'tune.db' }, ...options });
  const note = () => readFileSync(join(folder, 'note'), 'utf8').trim().split('\n');
  return { folder, tune, note };
}

const SQUARE = '--objective ./square.mjs --strategies random';

test('trials run where an executor of a path says, and a resume goes on there', async () => {
  const { tune, note } = project();
  const first = await tune(
    `compare ${SQUARE} --trials 3 --trial-timeout 60 --executor ./pool.mjs --name first --json`,
  );
  expect(first.code, first.stderr).toBe(0);
  expect(note()).toEqual(['opened square 1', ...Array(3).fill('job square 60000'), 'closed']);
  const more = await tune('resume first --trials +2 --parallel 2 --json');
  expect(more.code, more.stderr).toBe(0);
  expect(trialsOf(more)).toHaveLength(2);
  expect(note().slice(5)).toEqual([
    ...['opened square 2', 'job square 60000', 'job square 60000', 'closed'],
  ]);
  // The same values as without it, and a resume may go back.
  const plain = await tune(`compare ${SQUARE} --trials 3 --storage memory --json`);
  const valuesOf = (events: Record<string, unknown>[]) => events.map(({ value }) => value);
  expect(valuesOf(trialsOf(first))).toEqual(valuesOf(trialsOf(plain)));
  const back = await tune('resume first --trials +1 --isolation process --json');
  expect(back.code, back.stderr).toBe(0);
  expect(note()).toHaveLength(9);
}, 120_000);

test('an executor may evaluate elsewhere, with the objective that each job names', async () => {
  const jobs: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (data: Buffer) => (text += data.toString()));
    request.on('end', () => {
      const job = JSON.parse(text) as { point: { x: number } };
      jobs.push(job);
      response.end(JSON.stringify({ state: 'complete', values: [job.point.x ** 2] }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  try {
    const { folder, tune } = project();
    const run = await tune(
      `run --objective ./square.mjs --strategy random --trials 4 --parallel 8 --executor ./remote.mjs?port=${port} --json`,
    );
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toContain('by the executor ./remote.mjs, 2 at once');
    expect(trialsOf(run)).toHaveLength(4);
    const module = `file://${join(folder, 'square.mjs')}`;
    expect(jobs[0]).toMatchObject({ objective: { module, export: 'square' } });
    const point = '{"x":0.5}';
    const one = await tune(
      `evaluate --objective ./square.mjs --point ${point} --executor ./remote.mjs?port=${port}`,
    );
    expect(one.stdout).toContain('value 0.25');
  } finally {
    server.close();
  }
}, 60_000);

test('executors come from packages and the config, and are not opened to be listed', async () => {
  const { folder, tune, note } = project({
    'node_modules/tune-executor-lab/package.json':
      '{"name":"tune-executor-lab","version":"2.0.0","type":"module","main":"./main.js"}',
    'node_modules/tune-executor-lab/main.js': POOL,
    'tune.config.ts': `
      import pool from './pool.mjs';
      export default {
        executors: { own: { use: pool, options: { note: 'note' } }, near: './pool.mjs?note=note' },
        defaults: { executor: 'own' },
      };`,
  });
  const listed = eventsOf(await tune('plugins --json')).filter(({ kind }) => kind === 'executor');
  expect(listed).toEqual([
    expect.objectContaining({ name: 'own', origin: 'config', state: 'ok' }),
    expect.objectContaining({ name: 'near', origin: 'config', state: 'ok' }),
    expect.objectContaining({ name: 'tune-executor-lab', origin: 'package', version: '2.0.0' }),
  ]);
  expect(existsSync(join(folder, 'note'))).toBe(false);
  const run = `run --objective branin --strategy random --trials 1 --storage memory --json`;
  for (const flags of ['', ' --executor near', ' --executor lab']) {
    const done = await tune(`${run}${flags}`);
    expect(done.code, done.stderr).toBe(0);
  }
  expect(note().filter((line) => line === 'opened branin 1')).toHaveLength(3);
  // What is typed about processes replaces what the config says.
  await tune(`${run} --isolation none`);
  expect(note()).toHaveLength(9);
}, 60_000);

test.each([
  ['--isolation none', '--isolation is about the processes that tune starts itself'],
  ['--memory-limit 100', '--memory-limit is about the processes that tune starts itself'],
])('%s beside an executor is refused', async (flags, message) => {
  const run = await project().tune(`run --objective branin ${flags} --executor ./pool.mjs`);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(message);
});

test.each([
  ['./none.mjs', 2, /there is no such file/],
  ['nope', 2, /no executor is called "nope"/],
  ['./broken.mjs?rule=shape', 2, /Expected an executor .* it has no function run/],
  ['./broken.mjs?rule=concurrency', 2, /its concurrency is 0, not a whole number/],
  ['./square.mjs#none', 2, /it has no export none/],
  ['./broken.mjs?rule=factory', 1, /could not be made: no licence \(broken\.mjs:4:/],
  ['./broken.mjs?rule=setup', 1, /could not be set up: no queue \(broken\.mjs:9:/],
  [
    './broken.mjs?rule=run',
    1,
    /failed in run\(\), trial 1: lost the connection \(broken\.mjs:1\d:/,
  ],
  ['./broken.mjs?rule=outcome', 1, /gave 7 for trial 1, which is not an outcome/],
  ['./broken.mjs?rule=close', 1, /failed in close\(\): cannot let go \(broken\.mjs:/],
])('the executor %s is named with the reason', async (spec, code, message) => {
  const { tune } = project();
  const run = await tune(`run --objective branin --strategy random --trials 2 --executor ${spec}`);
  expect(run.stderr).toMatch(message);
  expect(run.code).toBe(code);
  expect(run.stderr).not.toContain('    at ');
});

test('an executor that ignores the time-out loses its trial, which is said', async () => {
  const { tune } = project();
  const run = await tune(
    'run --objective branin --strategy random --trials 1 --trial-timeout 0.5 --executor ./broken.mjs?rule=deaf --json',
  );
  expect(run.stderr).toContain('./broken.mjs did not end trial 1 when its time was up');
  expect(run.stderr).toContain('was not closed within 10 s');
  expect(trialsOf(run)).toEqual([
    expect.objectContaining({
      state: 'failed',
      reason: expect.stringContaining('0.5 s') as string,
    }),
  ]);
}, 60_000);

test('Ctrl-C ends an executor that never resolves, and its trial waits', async () => {
  const { folder, tune } = project();
  let began = 0;
  const run = await tune(
    'run --objective branin --strategy random --trials 2 --executor ./broken.mjs?rule=deaf --name deaf --json',
    {
      onStart: (child) => {
        const timer = setInterval(() => {
          if (!existsSync(join(folder, 'begun'))) return;
          clearInterval(timer);
          began = Date.now();
          child.kill('SIGINT');
        }, 50);
      },
    },
  );
  expect(run.code).toBe(130);
  expect(Date.now() - began).toBeLessThan(2500);
  const resumed = await tune('resume deaf --executor ./pool.mjs --json');
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(trialsOf(resumed)).toHaveLength(2);
}, 60_000);

test('Ctrl-C closes an executor, and no process is left', async () => {
  const { tune, note } = project();
  let isAsked = false;
  const run = await tune(
    'run --objective ./sleepy.mjs --strategy random --trials 2 --executor ./pool.mjs --json',
    {
      onOutput: (stdout, child) => {
        if (isAsked || !stdout.includes('"report"')) return;
        isAsked = true;
        child.kill('SIGINT');
      },
    },
  );
  expect(run.code).toBe(130);
  expect(note().at(-1)).toBe('closed');
}, 60_000);
