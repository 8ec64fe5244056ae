import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { jobOf } from '@tune/testkit';
import { expect, test } from 'vitest';
import { processPool } from './process-pool.ts';
import { reference } from './reference.test-util.ts';

/** A program that has two processes at work: one that listens and one that never looks up. */
const PROGRAM = `
import { processPool } from '${new URL('../../dist/index.js', import.meta.url).href}';
const pool = processPool({ size: 2, objective: ${JSON.stringify(reference())} });
const job = (trialId, behavior) => ({ trialId, attempt: 1, token: '', seed: 1, point: { x: 0, behavior } });
for (const trialId of [1, 2]) pool.submit(job(trialId, 'pid'));
const pids = [];
let atWork = 0;
for await (const event of pool.outcomes()) {
  if (event.type === 'ended') {
    pids.push(event.outcome.values[0]);
    if (pids.length === 2) ['wait', 'spin'].forEach((behavior, n) => pool.submit(job(n + 3, behavior)));
  } else {
    atWork += 1;
    if (atWork === 2) console.log(JSON.stringify(pids));
  }
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
  'no process outlives the parent, which %s ends',
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

/** What a killed worker has started is found by its environment, which only Linux tells. */
test.runIf(process.platform === 'linux')(
  'a program that a worker has started does not outlive the worker, which kill -9 ends',
  async () => {
    const pool = processPool({ size: 2, objective: reference() });
    pool.submit(jobOf(1, 'program'));
    const others: number[] = [];
    let programs: number[] = [];
    for await (const event of pool.outcomes()) {
      if (event.type === 'reported' && event.trialId === 1) {
        programs = [event.step, event.value];
        expect(programs.map(isAlive)).toEqual([true, true]);
        pool.submit(jobOf(2, 'program'));
      } else if (event.type === 'reported') {
        others.push(event.step, event.value);
        process.kill(await parentOf(programs[0]!), 'SIGKILL');
      } else if (event.type === 'ended' && event.trialId === 1) break;
    }
    while (programs.some(isAlive)) await wait(20);
    // Those of the other worker are not touched.
    expect(others.map(isAlive)).toEqual([true, true]);
    await pool.close();
    while (others.some(isAlive)) await wait(20);
  },
);

const parentOf = async (pid: number): Promise<number> =>
  Number(/^PPid:\s+(\d+)$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))![1]);
