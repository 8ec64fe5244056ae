import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { jobOf, startJob } from '@tune/testkit';
import { expect, test } from 'vitest';
import { processPool } from './process-pool.ts';
import { reference } from './reference.test-util.ts';

/** A program with two processes at work: one obeys its signal, the other never returns to its event loop. */
const PROGRAM = `
import { processPool } from '${new URL('../../dist/index.js', import.meta.url).href}';
const pool = processPool({ concurrency: 2, objective: ${JSON.stringify(reference())} });
const { signal } = new AbortController();
let trial = 0;
const run = (behavior, report = () => undefined) => {
  trial += 1;
  const job = { id: 's/' + trial + '/1', study: 's', trial, attempt: 1, seed: 1, point: { x: 0, behavior } };
  return pool.run(job, { signal, report });
};
const pids = await Promise.all(['pid', 'pid'].map((behavior) => run(behavior)));
let atWork = 0;
for (const behavior of ['wait', 'spin']) {
  run(behavior, () => {
    atWork += 1;
    if (atWork === 2) console.log(JSON.stringify(pids.map(({ values }) => values[0])));
  });
}
`;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'no process outlives a parent that is ended by %s',
  async (signal) => {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(line.toString()) as number[];
    expect(pids.map(isAlive)).toEqual([true, true]);
    parent.kill(signal);
    await once(parent, 'exit');
    while (pids.some(isAlive)) await wait(50);
  },
);

/** Programs that a killed worker has started are found by their environment, which only Linux shows. */
test.runIf(process.platform === 'linux')(
  'programs that a worker has started do not outlive it when it is killed',
  async () => {
    const pool = processPool({ concurrency: 2, objective: reference() });
    const [one, other] = [1, 2].map((trial) => startJob(pool, jobOf(trial, 'program')));
    const [programs, others] = (await Promise.all([one!.reported(), other!.reported()])).map(
      ([pid, nested]) => [pid, nested],
    );
    expect(programs!.map(isAlive)).toEqual([true, true]);
    process.kill(await parentOf(programs![0]!), 'SIGKILL');
    await one!.outcome;
    while (programs!.some(isAlive)) await wait(20);
    // Those of the other worker go on.
    expect(others!.map(isAlive)).toEqual([true, true]);
    await pool.close();
    while (others!.some(isAlive)) await wait(20);
  },
);

const parentOf = async (pid: number): Promise<number> =>
  Number(/^PPid:\s+(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))![1]);
