import { median, repeatSeed } from '@tune/compare';
import {
  parsePoint,
  type Executor,
  type Job,
  type Objective,
  type Outcome,
  type Point,
} from '@tune/core';
import { evaluationSeedOf } from '@tune/core/plugin';
import { notClosed, openExecutor, withSafeClose } from '../comparison/executor.ts';
import type { Flags } from '../options/flags.ts';
import type { LIMIT_OPTIONS } from '../options/sets.ts';
import { resolveObjective } from '../plugins/objectives.ts';
import { EXIT } from '../process/exit-code.ts';
import { onInterrupt, type Interrupt } from '../process/interrupt.ts';
import { log, logOutput, write, writeJson } from '../process/output.ts';
import { formatSeconds, formatValue } from '../reporters/format.ts';
import { heartbeat } from '../reporters/heartbeat.ts';
import { parsePointText } from './parse-point.ts';

type EvaluateFlags = Flags<
  | ('objective' | 'preset' | 'backend' | 'point' | 'evaluations' | 'seed' | 'json')
  | (typeof LIMIT_OPTIONS)[number]
>;

/** One evaluation of the point, and what came of it. */
interface Evaluation {
  readonly objective: Objective;
  readonly point: Point;
  readonly repeat: number;
  readonly seed: number;
  readonly outcome: Outcome;
  readonly seconds: number;
}

/** `tune evaluate`: one point, once or with the seeds of several repeats. */
export async function evaluateCommand(flags: EvaluateFlags): Promise<number> {
  const resolved = await resolveObjective(flags.objective, flags);
  const { objective } = resolved;
  const point = parsePoint(objective.space, parsePointText(flags.point));
  const interrupt = onInterrupt();
  let code: number = EXIT.ok;
  let executor: Executor | undefined;
  const { signal, forceStop } = interrupt;
  forceStop.addEventListener('abort', () => void executor?.close('interrupted'));
  const values: number[] = [];
  try {
    const opened = await interrupt.race(() =>
      openExecutor(resolved, { ...flags, parallel: 1 }, logOutput),
    );
    executor = withSafeClose(opened, (error) => {
      log(notClosed(error));
      code = EXIT.failed;
    });
    await setUp(executor, interrupt);
    for (let repeat = 1; repeat <= flags.evaluations && !signal.aborted; repeat++) {
      const seed = evaluationSeedOf(repeatSeed(flags.seed, repeat), objective.space, point, 0);
      const began = performance.now();
      const job = jobOf(point, repeat, seed, flags);
      const outcome = await executor.run(job, { signal, report: reportTo(objective) });
      const seconds = (performance.now() - began) / 1000;
      if (outcome.state === 'complete') values.push(outcome.values[0]!);
      else code = EXIT.failed;
      const evaluation = { objective, point, repeat, seed, outcome, seconds };
      await (flags.json ? writeJson(lineOf(evaluation)) : write(`${rowOf(evaluation)}\n`));
    }
    await (flags.json ? writeJson(lastLine(objective, point, values)) : write(medianLine(values)));
    await executor.close();
    return signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    if (signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    await executor?.close();
    interrupt.release();
  }
}

async function setUp(executor: Executor, interrupt: Interrupt): Promise<void> {
  const context = { signal: interrupt.signal, progress: heartbeat(log) };
  const environment = (await interrupt.race(() => executor.setup?.(context))) ?? [];
  for (const { label, value } of environment) log(`${label}  ${value}`);
}

/** A job as a trial would be one: the executor decides what a throw or NaN means. */
const jobOf = (
  point: Point,
  repeat: number,
  seed: number,
  { trialTimeout }: EvaluateFlags,
): Job => ({
  id: `evaluate/${repeat}/1`,
  ...{ study: 'evaluate', trial: repeat, attempt: 1, point, seed },
  ...(trialTimeout === undefined ? {} : { timeoutMs: trialTimeout * 1000 }),
});

const reportTo =
  ({ metric = 'value' }: Objective) =>
  (step: number, value: number, total?: number): void => {
    const of = total === undefined ? '' : `/${total}`;
    log(`step ${step}${of}  ${metric} ${formatValue(value)}`);
  };

function lineOf({ objective, point, repeat, seed, outcome, seconds }: Evaluation) {
  const { state } = outcome;
  return {
    type: 'value',
    ...{ objective: objective.name, repeat, seed, state },
    value: outcome.state === 'complete' ? outcome.values[0] : null,
    ...(outcome.state === 'complete' ? {} : { reason: outcome.reason }),
    ...{ point, evaluateSeconds: seconds },
  };
}

function rowOf({ objective, repeat, outcome, seconds }: Evaluation): string {
  const { metric = 'value' } = objective;
  const what =
    outcome.state === 'complete'
      ? `${metric} ${formatValue(outcome.values[0])}`
      : `${outcome.state}: ${outcome.reason}`;
  return `repeat ${repeat}  ${what}  ${formatSeconds(seconds)}`;
}

const lastLine = ({ name: objective }: Objective, point: Point, values: readonly number[]) => ({
  type: 'evaluation',
  ...{ objective, point, values, median: median(values) ?? null },
});

const medianLine = (values: readonly number[]): string =>
  values.length > 1 ? `median ${formatValue(median(values))} of ${values.length}\n` : '';
