// One of the processes that share a study. Everything it acknowledges goes to a file of its own, with
// fsync; every error that reaches it does too, and ends it.
import { fsyncSync, openSync, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { createStudy, isTuneError } from '@tune/core';
import { processLease, sqliteStorage } from '@tune/runtime';
import { sabotagedLease, sabotagedStorage } from './sabotage.mjs';
import { evaluate, firstFree, searched } from './task.mjs';

const { file, notes, trials, leaseMs, loop, aheadMs, sabotage } = JSON.parse(process.argv[2]);
const notebook = openSync(notes, 'a');
function note(type, { number, attempt, value } = {}, more = {}) {
  const line = { type, pid: process.pid, at: Date.now(), number, attempt, value, ...more };
  writeSync(notebook, `${JSON.stringify(line)}\n`);
  if (type === 'told') fsyncSync(notebook);
}

/** Counts the conflicts that the study meets; none of them may come out of it. */
function counted(storage) {
  const append = async (...args) => {
    try {
      return await storage.append(...args);
    } catch (error) {
      if (isTuneError(error, 'STORAGE_CONFLICT')) note('conflict');
      throw error;
    }
  };
  return { ...storage, append };
}

/** Two loops that ask and tell. */
async function askAndTell(study) {
  const one = async () => {
    while (!study.isOver) {
      const trial = await study.ask();
      if (trial === undefined) {
        // Trials of other processes may still come back.
        await wait(50);
        continue;
      }
      note('begun', trial);
      try {
        const value = await evaluate(trial.point, (step, value) => trial.report(step, value));
        note('told', await study.tell(trial, value));
      } catch (error) {
        if (!isTuneError(error, 'STUDY_TRIAL_LOST')) throw error;
        note('lost', trial);
      }
    }
  };
  await Promise.all([one(), one()]);
}

/** The same by the study's own loop. */
function optimize(study) {
  return study.optimize((point, { report }) => evaluate(point, report), {
    concurrency: 2,
    onEvent(event) {
      if (event.type === 'trial-started') note('begun', event.trial);
      if (event.type === 'trial-ended') note('told', event.trial);
      if (event.type === 'trial-lost') note('lost', event.trial);
    },
  });
}

try {
  const storage = counted(sabotagedStorage(sqliteStorage(file), sabotage));
  const study = await createStudy({
    ...{ name: 'shared', space: searched, strategy: firstFree, storage, seed: 1 },
    ...{
      budget: { trials },
      maxRetries: 20,
      clock: () => performance.timeOrigin + performance.now() + aheadMs,
    },
    lease: sabotagedLease(processLease({ ms: leaseMs }), sabotage),
  });
  await (loop === 'optimize' ? optimize(study) : askAndTell(study));
  await study.dispose();
  await storage.close();
  note('finished');
} catch (error) {
  note('error', {}, { code: error?.code, message: String(error?.message ?? error) });
  process.exitCode = 1;
}
