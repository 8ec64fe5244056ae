import { stepsOf } from '@tune/core/plugin';
import { budgetOf, type Design } from './design.ts';
import { Race } from './race.ts';
import { isMeasured, runResultOf, type RunResult, type RunTrials } from './run-result.ts';

/** What is stored of a comparison already, and what is missing. */
export interface Plan {
  /** Strategies times repeats; with `untilDecided` at most so many. */
  readonly runs: number;
  /** Runs that have all of their trials already. */
  readonly reusedRuns: number;
  /** Trials that are not run again. */
  readonly reusedTrials: number;
  /** Trials to run; with `untilDecided` those of the first repeat that lacks any. Pruning may add some; with `seconds` the most. */
  readonly missingTrials: number;
  /** With `untilDecided`: if all repeats are needed. */
  readonly mostTrials?: number;
}

/** @param stored  runs that have been begun */
export function planOf(design: Design, stored: readonly RunTrials[]): Plan {
  const { contenders, repeats, untilDecided } = design;
  const runs = contenders.length * repeats;
  const begun = stored.map((run) => runResultOf(run, design));
  if (untilDecided !== true) {
    const fresh = (runs - begun.length) * mostOf(design);
    return { runs, ...reused(begun), missingTrials: fresh + sum(begun.map(lackOf(design))) };
  }
  const race = Race.of(design, stored);
  const open = race.isShort ? lackOfRepeat(design, race) : 0;
  // An added strategy lacks repeats that the others have.
  const lacks = (repeat: number): number => {
    const own = begun.filter((run) => run.repeat === repeat && race.next.includes(run.label));
    return (race.next.length - own.length) * mostOf(design) + sum(own.map(lackOf(design)));
  };
  const left = race.isDecided ? [] : range(race.repeats + 1, repeats).map(lacks);
  return {
    ...{ runs, ...reused(begun) },
    missingTrials: race.isShort || left.length === 0 ? open : left[0]!,
    mostTrials: open + sum(left),
  };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

/** What the latest repeat of a race lacks. */
function lackOfRepeat(design: Design, { runs, repeats, latest }: Race): number {
  const begun = runs.filter(({ repeat }) => repeat === repeats);
  const fresh = (latest.length - begun.length) * mostOf(design);
  return fresh + sum(begun.map(lackOf(design)));
}

const reused = (begun: readonly RunResult[]): Pick<Plan, 'reusedRuns' | 'reusedTrials'> => ({
  reusedRuns: begun.filter(({ isSpent }) => isSpent).length,
  reusedTrials: sum(begun.map(({ trials }) => trials.filter(isMeasured).length)),
});

/** Trials of a run from its beginning. */
const mostOf = ({ trials, objective: { space } }: Design): number =>
  Math.min(trials, space.cardinality);

/** Trials that a run lacks: full evaluations, if trials may be pruned. */
const lackOf =
  (design: Design) =>
  ({ trials, isSpent }: RunResult): number => {
    const { stepsPerTrial = 1 } = budgetOf(design);
    const measured = trials.filter(isMeasured);
    const spent = sum(measured.map((trial) => stepsOf(trial, stepsPerTrial)));
    const paid = Math.floor((design.trials * stepsPerTrial - spent) / stepsPerTrial);
    return isSpent ? 0 : Math.min(paid, design.objective.space.cardinality);
  };

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
