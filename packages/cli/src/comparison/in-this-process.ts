import { inProcessExecutor, type Executor, type Objective } from '@tune/core';
import { reasonOf } from '@tune/core/plugin';
import { OutsideErrors } from '@tune/runtime';
import { makeTempFolder } from '@tune/runtime/processes';
import { log, yieldToEventLoop } from '../process/output.ts';
import { claimUncaught } from '../process/uncaught.ts';

/** An executor of this process, of an objective that declares that it leaves nothing behind. */
export const inThisProcess = (objective: Objective, concurrency: number): Executor =>
  interruptible(inProcessExecutor(objective, { concurrency }));

/**
 * An executor of this process. Errors that an evaluation leaves to the event loop fail that evaluation
 * instead of ending the command.
 */
export function watchedInThisProcess(objective: Objective, concurrency: number): Executor {
  const outside = new OutsideErrors((error, label) =>
    log(`an error of ${label} after its end was not caught: ${reasonOf(error)}`),
  );
  claimUncaught((error) => outside.claim(error));
  // Where programs have their temporary files: if this process is killed, the next one removes the folder.
  process.env['TUNE_WORKER_FOLDER'] ??= makeTempFolder('trials');
  const { setup } = objective;
  const watched: Objective = {
    ...objective,
    ...(setup === undefined
      ? {}
      : { setup: (context) => outside.run('the set-up', () => setup.call(objective, context)) }),
    evaluate: (point, context) => outside.run('a trial', () => objective.evaluate(point, context)),
    ...(objective.dispose === undefined ? {} : { dispose: () => objective.dispose!() }),
  };
  return inThisProcess(watched, concurrency);
}

/** Lets Ctrl-C through before each job: an objective that only computes keeps the event loop busy. */
const interruptible = (executor: Executor): Executor => ({
  ...executor,
  async run(job, context) {
    await yieldToEventLoop();
    return executor.run(job, context);
  },
});
