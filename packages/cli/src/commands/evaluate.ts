import { median, repeatSeed, unlessAbandoned } from '@tune/compare';
import {
  evaluationSeedOf,
  parsePoint,
  type Executor,
  type Job,
  type Objective,
  type Outcome,
  type Point,
} from '@tune/core';
import { openExecutor } from '../executor.ts';
import { EXIT } from '../exit-code.ts';
import { onInterrupt, type Interrupt } from '../interrupt.ts';
import { breathe, log, logOutput, write } from '../output.ts';
import { resolveObjective } from '../plugins/objectives.ts';
import { heartbeat } from '../reporters/heartbeat.ts';
import { formatSeconds, formatValue } from '../reporters/format.ts';
import { checkNumbers } from './check-numbers.ts';
import { parsePointText } from './parse-point.ts';

export interface EvaluateFlags {
  readonly objective: string;
  readonly preset?: string | undefined;
  readonly backend?: string | undefined;
  readonly point: string;
  readonly repeats: number;
  readonly seed: number;
  readonly json: boolean;
  readonly isolation?: 'process' | 'none' | undefined;
  readonly memoryLimit?: number | undefined;
  readonly trialTimeout?: number | undefined;
}

/** `tune evaluate`: one point, once or with the seeds of several repeats. */
export async function evaluateCommand(flags: EvaluateFlags): Promise<number> {
  checkNumbers(flags);
  const resolved = await resolveObjective(flags.objective, flags);
  const { objective } = resolved;
  const point = parsePoint(objective.space, parsePointText(flags.point));
  const interrupt = onInterrupt();
  const { executor, setUp } = openExecutor(resolved, { ...flags, parallel: 1 }, logOutput);
  const values: number[] = [];
  let code: number = EXIT.ok;
  try {
    const { signal, abandon } = interrupt;
    abandon.addEventListener('abort', () => void executor.close('interrupted, and given up'));
    const context = { signal, progress: heartbeat(log) };
    for (const { label, value } of await unlessAbandoned(() => setUp(context), abandon))
      log(`${label}  ${value}`);
    for (let repeat = 1; repeat <= flags.repeats && !signal.aborted; repeat++) {
      await breathe();
      const seed = evaluationSeedOf(repeatSeed(flags.seed, repeat), objective.space, point, 0);
      const began = performance.now();
      const job = { trialId: repeat, point, seed, ...timeoutOf(flags) };
      const outcome = await evaluateOnce(executor, objective, job, interrupt);
      const seconds = (performance.now() - began) / 1000;
      if (outcome.state === 'complete') values.push(outcome.values[0]!);
      else code = EXIT.failed;
      await write(
        `${flags.json ? lineOf(objective, point, repeat, seed, outcome, seconds) : rowOf(objective, repeat, outcome, seconds)}\n`,
      );
    }
    const middle = median(values);
    if (flags.json)
      await write(
        `${JSON.stringify({ type: 'evaluation', objective: objective.name, point, values, median: middle ?? null })}\n`,
      );
    else if (values.length > 1) await write(`median ${formatValue(middle)} of ${values.length}\n`);
    return signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    await executor.close();
    interrupt.release();
    await objective.dispose?.();
  }
}

const timeoutOf = ({ trialTimeout }: EvaluateFlags) =>
  trialTimeout === undefined ? {} : { timeoutMs: trialTimeout * 1000 };

/** The same way as a trial: the executor decides what a throw or NaN means. */
async function evaluateOnce(
  executor: Executor,
  { metric = 'value' }: Objective,
  job: Pick<Job, 'trialId' | 'point' | 'seed' | 'timeoutMs'>,
  { signal }: Interrupt,
): Promise<Outcome> {
  const cancel = () => executor.cancel(job.trialId, 'interrupted');
  signal.addEventListener('abort', cancel);
  executor.submit({ ...job, attempt: 1, token: '' });
  try {
    for await (const event of executor.outcomes()) {
      if (event.type === 'ended') return event.outcome;
      if (event.type === 'freed') continue;
      const of = event.total === undefined ? '' : `/${event.total}`;
      log(`step ${event.step}${of}  ${metric} ${formatValue(event.value)}`);
    }
    return { state: 'cancelled', reason: 'the executor was closed' };
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function lineOf(
  objective: Objective,
  point: Point,
  repeat: number,
  seed: number,
  outcome: Outcome,
  seconds: number,
): string {
  const value = outcome.state === 'complete' ? outcome.values[0] : null;
  const reason = outcome.state === 'complete' ? {} : { reason: outcome.reason };
  return JSON.stringify({
    type: 'value',
    objective: objective.name,
    repeat,
    seed,
    state: outcome.state,
    value,
    ...reason,
    point,
    evaluateSeconds: seconds,
  });
}

function rowOf(
  { metric = 'value' }: Objective,
  repeat: number,
  outcome: Outcome,
  seconds: number,
): string {
  const what =
    outcome.state === 'complete'
      ? `${metric} ${formatValue(outcome.values[0])}`
      : `${outcome.state}: ${outcome.reason}`;
  return `repeat ${repeat}  ${what}  ${formatSeconds(seconds)}`;
}
