import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
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
