import {
  createStudy,
  inProcessExecutor,
  memoryStorage,
  type Clock,
  type Storage,
  type Study,
  type StudyEvent,
  type Trial,
} from '@tune/core';
import { abandonableObjective, abandonableStrategy } from './abandon.ts';
import { checkDesign, repeatSeed, type Contender, type Design, type Lane } from './design.ts';
import { finalTests, type FinalTestEvent } from './final-test.ts';
import { summarize, type Comparison } from './summary.ts';

/** What happens during a comparison, in order; the last event is the comparison. */
export type ComparisonEvent =
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
  /** The strategy threw or left the space: its study of this repeat ends here, the others go on. */
  | (Lane & { readonly type: 'strategy-failed'; readonly error: unknown })
  /** The best of a strategy on what no evaluation has seen, just before the comparison. */
  | FinalTestEvent
  | { readonly type: 'comparison'; readonly comparison: Comparison };

/** What a comparison is given by whoever runs it. */
export interface Surroundings {
  readonly clock: Clock;
  /** Aborted when it is to stop: the running trial is cancelled, what was measured is compared. */
  readonly signal?: AbortSignal;
  /** Aborted when nobody waits any longer: an evaluation that ignores `signal` is given up. */
  readonly abandon?: AbortSignal;
  /** Default: in memory. */
  readonly storage?: Storage;
}

/**
 * Runs a comparison, one trial at a time: in each repeat the strategies take turns, trial by trial, so
 * that an interruption leaves them equally far. Ends with one `comparison`, made of the stored trials
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
  const studies: (Lane & { study: Study })[] = [];
  try {
    for (let repeat = 1; repeat <= design.repeats; repeat++) {
      // The first repeat is there even after an abort: a comparison of nothing still has its lanes.
      if (repeat > 1 && surroundings.signal?.aborted === true) break;
      const lanes: OpenLane[] = [];
      for (const contender of design.contenders) {
        const study = await openStudy(design, contender, repeat, surroundings);
        const lane = { label: contender.label, repeat };
        studies.push({ ...lane, study });
        lanes.push({ lane, events: runStudy(study, design, surroundings) });
      }
      yield* takeTurns(lanes);
    }
    const trials = studies.map(({ label, repeat, study }) => ({
      label,
      repeat,
      trials: study.trials,
    }));
    yield* finalTests(design, trials, surroundings);
    yield { type: 'comparison', comparison: summarize(design, trials) };
  } finally {
    for (const { study } of studies) study.close();
  }
}

function openStudy(
  { objective, trials, seed }: Design,
  { label, strategy }: Contender,
  repeat: number,
  { clock, abandon, storage = memoryStorage() }: Surroundings,
): Promise<Study> {
  return createStudy({
    name: `${objective.name}/${label}/${repeat}`,
    space: objective.space,
    direction: objective.direction,
    strategy: abandon === undefined ? strategy : abandonableStrategy(strategy, abandon),
    storage,
    clock,
    seed: repeatSeed(seed, repeat),
    budget: { trials },
  });
}

async function* runStudy(
  study: Study,
  { objective }: Design,
  { signal, abandon }: Surroundings,
): AsyncGenerator<StudyEvent> {
  const executor = inProcessExecutor(
    abandon === undefined ? objective : abandonableObjective(objective, abandon),
  );
  try {
    yield* study.optimize(executor, signal === undefined ? {} : { signal });
  } finally {
    await executor.close();
  }
}

interface OpenLane {
  readonly lane: Lane;
  readonly events: AsyncGenerator<StudyEvent>;
}

/** One trial of each lane after the other, until all have ended. */
async function* takeTurns(lanes: readonly OpenLane[]): AsyncGenerator<ComparisonEvent> {
  let open = lanes;
  try {
    while (open.length > 0) {
      const going: OpenLane[] = [];
      for (const one of open) {
        if (yield* takeTurn(one)) going.push(one);
      }
      open = going;
    }
  } finally {
    // Whoever stops reading early leaves no trial running.
    for (const { events } of open) await events.return(undefined);
  }
}

/** The events of a lane up to the end of its next trial. @returns whether it may have another one */
async function* takeTurn({ lane, events }: OpenLane): AsyncGenerator<ComparisonEvent, boolean> {
  for (;;) {
    let next: IteratorResult<StudyEvent>;
    try {
      next = await events.next();
    } catch (error) {
      yield { ...lane, type: 'strategy-failed', error };
      return false;
    }
    if (next.done === true) return false;
    yield { ...lane, ...next.value };
    if (next.value.type === 'trial-ended') return true;
  }
}
