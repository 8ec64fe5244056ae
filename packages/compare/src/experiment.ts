import {
  createStudy,
  hashSeed,
  inProcessExecutor,
  memoryStorage,
  TuneError,
  type Clock,
  type Objective,
  type Storage,
  type Strategy,
  type Study,
  type StudyEvent,
  type Trial,
} from '@tune/core';
import { summarize, type Comparison } from './summary.ts';

/** A strategy in a comparison, under a name of its own. */
export interface Contender {
  readonly label: string;
  readonly strategy: Strategy;
}

/** What is compared, and how much each may spend. */
export interface Design {
  readonly objective: Objective;
  readonly contenders: readonly Contender[];
  /** Trials of each strategy in each repeat. */
  readonly trials: number;
  readonly repeats: number;
  readonly seed: number;
}

/** One strategy in one repeat. */
export interface Lane {
  readonly label: string;
  readonly repeat: number;
}

export type ComparisonEvent =
  | (Lane & { readonly type: 'trial-started'; readonly trial: Trial })
  | (Lane & {
      readonly type: 'trial-reported';
      readonly number: number;
      readonly step: number;
      readonly value: number;
      readonly total?: number;
    })
  | (Lane & { readonly type: 'trial-ended'; readonly trial: Trial; readonly improved: boolean })
  | (Lane & { readonly type: 'exhausted' })
  /** The strategy threw: its study ends here, the others go on. */
  | (Lane & { readonly type: 'strategy-failed'; readonly error: unknown })
  | { readonly type: 'comparison'; readonly comparison: Comparison };

export interface Surroundings {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly storage?: Storage;
}

/** The seed that all strategies of a repeat share, so that equal points have equal values. */
export function repeatSeed(seed: number, repeat: number): number {
  return hashSeed(seed, 'repeat', repeat);
}

/**
 * Runs a comparison, one trial at a time: in each repeat the strategies take turns, trial by trial, so
 * that an interruption leaves them equally far. Ends with one `comparison`, made of the stored trials
 * alone; after an abort, of those that were measured.
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
  { clock, signal = new AbortController().signal, storage = memoryStorage() }: Surroundings,
): AsyncGenerator<ComparisonEvent> {
  checkDesign(design);
  const studies: (Lane & { study: Study })[] = [];
  for (let repeat = 1; repeat <= design.repeats && !signal.aborted; repeat++) {
    const lanes = [];
    for (const { label, strategy } of design.contenders) {
      const study = await createStudy({
        name: `${design.objective.name}/${label}/${repeat}`,
        space: design.objective.space,
        direction: design.objective.direction,
        strategy,
        storage,
        clock,
        seed: repeatSeed(design.seed, repeat),
        budget: { trials: design.trials },
      });
      studies.push({ label, repeat, study });
      lanes.push({ lane: { label, repeat }, events: runStudy(study, design.objective, signal) });
    }
    yield* takeTurns(lanes);
  }
  yield { type: 'comparison', comparison: summarize(design, studies) };
  for (const { study } of studies) study.close();
}

async function* runStudy(
  study: Study,
  objective: Objective,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent> {
  const executor = inProcessExecutor(objective);
  try {
    yield* study.optimize(executor, { signal });
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
  while (open.length > 0) {
    const going: OpenLane[] = [];
    for (const one of open) {
      let ended: boolean;
      try {
        for (;;) {
          const { value: event, done } = await one.events.next();
          ended = done === true;
          if (done === true) break;
          yield { ...one.lane, ...event };
          if (event.type === 'trial-ended') break;
        }
      } catch (error) {
        ended = true;
        yield { ...one.lane, type: 'strategy-failed', error };
      }
      if (!ended) going.push(one);
    }
    open = going;
  }
}

function checkDesign({ contenders, trials, repeats }: Design): void {
  const fail = (name: string, expected: string, value: unknown) => {
    throw new TuneError('COMPARE_DESIGN_INVALID', { name, expected, value });
  };
  for (const [name, value] of Object.entries({ trials, repeats })) {
    if (!Number.isInteger(value) || value < 1) fail(name, 'a whole number of at least 1', value);
  }
  if (contenders.length === 0) fail('strategies', 'at least one strategy', '');
  const labels = contenders.map(({ label }) => label);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) fail('strategies', 'a name of its own for each strategy', twice);
}
