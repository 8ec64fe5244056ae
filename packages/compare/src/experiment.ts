import {
  createStudy,
  inProcessExecutor,
  memoryStorage,
  TuneError,
  type Change,
  type Clock,
  type Executor,
  type Objective,
  type Lease,
  type OptimizeOptions,
  type Storage,
  type Study,
  type StudyEvent,
  type Trial,
} from '@tune/core';
import { abandonableStrategy } from './abandon.ts';
import {
  budgetOf,
  checkDesign,
  repeatSeed,
  type Contender,
  type Design,
  type Lane,
} from './design.ts';
import { finalTests, type FinalTestEvent } from './final-test.ts';
import { merge } from './merge.ts';
import { shareExecutor } from './share.ts';
import { summarize, type Comparison } from './summary.ts';

/** What happens during a comparison, in order; the last event is the comparison. */
export type ComparisonEvent =
  /** The study was there already: it goes on behind these trials. `changes`: why later ones may differ. */
  | (Lane & {
      readonly type: 'resumed';
      readonly trials: number;
      /** How many of them have ended for good. */
      readonly ended: number;
      readonly best?: Trial;
      readonly changes: readonly Change[];
    })
  | (Lane & { readonly type: 'trial-started'; readonly trial: Trial })
  | (Lane & {
      readonly type: 'trial-reported';
      readonly number: number;
      readonly step: number;
      readonly value: number;
      readonly total?: number;
    })
  /** `improved`: better than every trial of its own lane before it. */
  | (Lane & { readonly type: 'trial-ended'; readonly trial: Trial; readonly improved: boolean })
  /** The strategy has suggested the whole of a finite space. */
  | (Lane & { readonly type: 'exhausted' })
  /** So many trials of the study have failed in a row that it begins no further one. */
  | (Lane & { readonly type: 'gave-up'; readonly failures: number })
  /** The strategy threw or left the space: its study of this repeat ends here, the others go on. */
  | (Lane & { readonly type: 'strategy-failed'; readonly error: unknown })
  /** A stopping rule ended the study before its budget. */
  | (Lane & { readonly type: 'stopped'; readonly reason: string })
  /** The best of a strategy on what no evaluation has seen, just before the comparison. */
  | FinalTestEvent
  /** `isComplete`: there is nothing to go on with. */
  | {
      readonly type: 'comparison';
      readonly comparison: Comparison;
      readonly isComplete: boolean;
    };

/** What a comparison is given by whoever runs it. */
export interface Surroundings {
  readonly clock: Clock;
  /** Evaluates the trials of all studies, as many at once as it has slots; is closed in the end. Default: one, in process. */
  readonly executor?: Executor;
  /** How long a trial may take, how many may fail in a row, and until when trials are begun. */
  readonly limits?: Pick<OptimizeOptions, 'timeoutMs' | 'maxFailures' | 'until'>;
  /** How often a trial whose process died is run again. */
  readonly maxRetries?: number;
  /** Who runs the trials, where others may see the storage. */
  readonly lease?: Lease;
  /** What values may depend on, by label: stored with the studies, and looked at when they go on. */
  readonly facts?: Readonly<Record<string, string>>;
  /** Aborted when it is to stop: the running trials are cancelled, what was measured is compared. */
  readonly signal?: AbortSignal;
  /** Aborted when nobody waits any longer: an evaluation that ignores `signal` is given up. */
  readonly abandon?: AbortSignal;
  /** Default: in memory. */
  readonly storage?: Storage;
  /** Evaluates the last word on each strategy; asked for after the executor is closed. Default: in process. */
  readonly openTest?: (test: Objective) => Executor;
}

/**
 * Runs a comparison: in each repeat the strategies take turns, trial by trial, so that an interruption
 * leaves them equally far. Where the executor has several slots, trials of different strategies run at
 * once; only where there are more slots than strategies, trials of one do too. Ends with one `comparison`, made of the stored trials
 * alone; after an abort, of those that were measured. The strategies of a repeat share its evaluation
 * seed, so that equal points have equal values.
 *
 * @throws COMPARE_DESIGN_INVALID  no strategy, a label twice, trials or repeats below 1
 *
 * @example
 * ```ts
 * import { compare } from '@tune/compare';
 * import { branin } from '@tune/objectives/functions';
 * import { bayes, random } from '@tune/strategies';
 * const design = {
 *   objective: branin(), trials: 20, repeats: 3, seed: 1,
 *   contenders: [{ label: 'bayes', strategy: bayes() }, { label: 'random', strategy: random() }],
 * };
 * for await (const event of compare(design, { clock: () => performance.now() })) {
 *   if (event.type === 'comparison') console.log(event.comparison.leader);
 * }
 * ```
 */
export async function* compare(
  design: Design,
  surroundings: Surroundings,
): AsyncGenerator<ComparisonEvent> {
  checkDesign(design);
  const { signal, abandon, executor = inProcessExecutor(design.objective) } = surroundings;
  const shared = shareExecutor(executor, design.contenders.length);
  const giveUp = (): void => void executor.close(String(abandon?.reason));
  abandon?.addEventListener('abort', giveUp);
  const studies: (Lane & { study: Study })[] = [];
  try {
    for (let repeat = 1; repeat <= design.repeats; repeat++) {
      // The first repeat is there even after an abort: a comparison of nothing still has its lanes.
      if (repeat > 1 && signal?.aborted === true) break;
      const lanes = new Map<Lane, AsyncGenerator<StudyEvent>>();
      for (const contender of design.contenders) {
        const study = await openStudy(design, contender, repeat, surroundings);
        const lane = { label: contender.label, repeat };
        studies.push({ ...lane, study });
        if (study.size > 0) yield { ...lane, ...resumptionOf(study) };
        lanes.set(lane, runStudy(study, shared.open(), design, surroundings));
      }
      for await (const next of merge(lanes)) {
        if ('value' in next) yield { ...next.key, ...next.value };
        if (!('error' in next)) continue;
        if (isStorageError(next.error)) throw next.error;
        yield { ...next.key, type: 'strategy-failed', error: next.error };
      }
    }
    // Others may have worked on the same studies.
    for (const { study } of studies) await study.refresh();
    const lanes = studies.map(({ label, repeat, study: { trials, isOver } }) => ({
      ...{ label, repeat, trials, isOver },
    }));
    const planned = design.contenders.length * design.repeats;
    const isComplete = lanes.length === planned && lanes.every(({ isOver }) => isOver);
    // Its processes hold memory that those of the last word may need.
    await executor.close();
    yield* finalTests(design, lanes, surroundings);
    yield { type: 'comparison', comparison: summarize(design, lanes), isComplete };
  } finally {
    abandon?.removeEventListener('abort', giveUp);
    // Whoever stops reading early leaves no trial running.
    await executor.close();
    for (const { study } of studies) study.close();
  }
}

function resumptionOf({ size: trials, pending, incumbent: best, changes }: Study) {
  const event = { type: 'resumed' as const, trials, ended: trials - pending, changes };
  return best === undefined ? event : { ...event, best };
}

function openStudy(
  design: Design,
  { label, strategy }: Contender,
  repeat: number,
  { clock, abandon, storage = memoryStorage(), lease, maxRetries, facts }: Surroundings,
): Promise<Study> {
  const { objective, seed, name = objective.name, stopping } = design;
  return createStudy({
    name: `${name}/${label}/${repeat}`,
    space: objective.space,
    direction: objective.direction,
    strategy: abandon === undefined ? strategy : abandonableStrategy(strategy, abandon),
    storage,
    clock,
    seed: repeatSeed(seed, repeat),
    budget: budgetOf(design),
    ...(stopping === undefined ? {} : { stopping }),
    ...(lease === undefined ? {} : { lease }),
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(facts === undefined ? {} : { surroundings: facts }),
  });
}

/** What cannot be stored is no strategy's fault, and the others cannot go on either. */
const isStorageError = (error: unknown): boolean =>
  error instanceof TuneError && error.code.startsWith('STORAGE_');

async function* runStudy(
  study: Study,
  executor: Executor,
  { pruner }: Design,
  { signal, limits }: Surroundings,
): AsyncGenerator<StudyEvent> {
  try {
    yield* study.optimize(executor, {
      ...limits,
      ...(signal === undefined ? {} : { signal }),
      ...(pruner === undefined ? {} : { pruner }),
    });
  } finally {
    await executor.close();
  }
}
