// Several processes on one study, killed and stopped at random: no number and no point twice, nothing
// lost, every process makes progress, and no conflict reaches any of them. Then once more with the clock
// of one process ten minutes ahead.
//   node tests/faults/chaos/run.mjs [--trials 2000] [--seconds 1200] [--seed N]
// With --sabotage NAME a fault is put in that has to be found: it must end with 1 then.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createRng } from '@tune/core/plugin';
import { SABOTAGES } from './sabotage.mjs';
import { POINTS } from './task.mjs';
import { judge } from './verdict.mjs';

const number = (name, otherwise) => ({ [name]: { type: 'string', default: String(otherwise) } });
const { values } = parseArgs({
  options: {
    ...number('trials', 2000),
    ...number('seconds', 1200),
    ...number('processes', 4),
    ...number('seed', Date.now() % 2 ** 32),
    sabotage: { type: 'string' },
  },
});
const { sabotage } = values;
const [trials, seconds, processes, seed] = ['trials', 'seconds', 'processes', 'seed'].map(
  (name) => +values[name],
);
if (sabotage !== undefined && !(sabotage in SABOTAGES)) {
  process.stderr.write(`--sabotage takes one of ${Object.keys(SABOTAGES).join(', ')}\n`);
  process.exit(2);
}
if (!(trials >= 1 && trials <= POINTS)) {
  process.stderr.write(`--trials takes 1 to ${POINTS}: the space has no more points\n`);
  process.exit(2);
}
const LEASE_MS = 1000;
const AHEAD_MS = 600_000;
const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));

/** One study, searched by all processes under chaos. */
async function run(aheadMs) {
  const folder = mkdtempSync(join(tmpdir(), 'tune-chaos-'));
  const file = join(folder, 'tune.db');
  const rng = createRng(seed);
  const began = performance.now();
  /** When each process, by id, was stopped and when it ended. */
  const lives = new Map();
  const unexpected = [];
  const slots = Array.from({ length: processes }, (_, index) => ({
    notes: join(folder, `notes-${index}`),
    options: {
      ...{ file, trials, leaseMs: LEASE_MS, sabotage },
      notes: join(folder, `notes-${index}`),
      loop: index % 2 === 0 ? 'optimize' : 'ask',
      aheadMs: index === 0 ? aheadMs : 0,
    },
  }));
  const counts = { kills: 0, stops: 0, starts: 0 };

  /** Starts the process of a slot, and again whenever it was killed, until it has finished. */
  async function live(slot) {
    for (;;) {
      const child = spawn(process.execPath, [worker, JSON.stringify(slot.options)]);
      counts.starts += 1;
      const life = { stops: [] };
      lives.set(child.pid, life);
      Object.assign(slot, { child, life });
      let errors = '';
      child.stderr.on('data', (data) => (errors += data));
      const [code, signal] = await new Promise((resolve) =>
        child.on('close', (...end) => resolve(end)),
      );
      life.endedAt ??= Date.now();
      slot.child = undefined;
      if (code !== null || signal !== 'SIGKILL' || isOut) {
        if (code !== 0 && !isOut)
          unexpected.push(`a process ended with ${code ?? signal} ${errors}`);
        return;
      }
      await wait(rng.integer(300));
    }
  }

  function kill(slot) {
    slot.life.endedAt ??= Date.now();
    slot.child.kill('SIGKILL');
    counts.kills += 1;
  }

  /** Up to three leases long: some of its trials are taken meanwhile, others not. */
  async function stop({ child, life }) {
    const since = Date.now();
    const span = [since, Infinity];
    life.stops.push(span);
    child.kill('SIGSTOP');
    counts.stops += 1;
    await wait(200 + rng.integer(2800));
    child.kill('SIGCONT');
    span[1] = Date.now();
  }

  let isOver = false;
  let isOut = false;
  const chaos = (async () => {
    while (!isOver) {
      await wait(500 + rng.integer(1000));
      const running = slots.filter(({ child }) => child !== undefined);
      if (running.length === 0 || isOver) continue;
      const slot = running[rng.integer(running.length)];
      if (rng.next() < 0.5) kill(slot);
      else if (slot.life.stops.at(-1)?.[1] !== Infinity) void stop(slot);
    }
  })();
  const limit = setTimeout(() => {
    isOut = true;
    unexpected.push(`not finished after ${seconds} s`);
    for (const { child } of slots) child?.kill('SIGKILL');
  }, seconds * 1000);
  await Promise.all(slots.map(live));
  isOver = true;
  clearTimeout(limit);
  await chaos;

  const notes = slots.map((slot) =>
    existsSync(slot.notes)
      ? readFileSync(slot.notes, 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [],
  );
  const { faults, figures } = judge(file, { trials, notes, lives });
  faults.push(...unexpected);
  const took = (performance.now() - began) / 1000;
  rmSync(folder, { recursive: true });
  report(aheadMs, { ...counts, ...figures, took }, faults);
  return faults.length;
}

function report(aheadMs, figures, faults) {
  const { kills, stops, starts, turns, takeovers, lost, conflicts, acknowledged, shares, took } =
    figures;
  const clocks = aheadMs === 0 ? '' : `, one clock ${aheadMs / 60_000} minutes ahead`;
  process.stdout.write(
    [
      `${trials} trials, ${processes} processes of 2 trials each, leases of ${LEASE_MS / 1000} s${clocks}`,
      `  kills and stops     ${kills} SIGKILL, ${stops} SIGSTOP, ${starts} starts`,
      `  acknowledged        ${acknowledged} trials, by process ${shares.join(', ')}`,
      `  taken over          ${takeovers} times, ${lost} outcomes refused`,
      `  conflicts           ${conflicts}, resolved inside; ${turns} turns reserved`,
      `  faults              ${faults.length}`,
      `  time                ${Math.round(took)} s`,
      ...faults
        .slice(0, 20)
        .map((fault) => `  FAULT ${fault.split('\n').slice(0, 6).join('\n        ')}`),
      '',
    ].join('\n'),
  );
}

process.stdout.write(
  `${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.versions.node}, seed ${seed}\n`,
);
if (sabotage !== undefined) process.stdout.write(`SABOTAGE: ${SABOTAGES[sabotage]}\n`);
let faults = await run(0);
if (sabotage === undefined) faults += await run(AHEAD_MS);
process.exitCode = faults === 0 ? 0 : 1;
