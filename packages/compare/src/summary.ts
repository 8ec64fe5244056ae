import { isBetter, stepsOf, toLoss, type Direction, type Point, type Trial } from '@tune/core';
import { budgetOf, type Design, type Lane } from './design.ts';
import { median, shareInterval, type Interval } from './statistics.ts';
import { isWinner, leastRepeats } from './winner.ts';

/** What came of one strategy. */
export interface StrategySummary {
  readonly name: string;
  /** The best value of each repeat that was begun; null where none of its trials was complete. */
  readonly best: readonly (number | null)[];
  /**
   * The median of `best`. A repeat without a complete trial counts as worse than every value, unless
   * it was cut short; null where that is the middle.
   */
  readonly median: number | null;
  /** The distance of `median` from the optimum; there where the optimum is known. */
  readonly medianRegret?: number | null;
  /** The point of the best trial of all repeats, the first of equals. */
  readonly bestPoint: Point | null;
  /** Trials until the comparison's target was reached, the median over repeats; null where half of them never did. */
  readonly trialsToTarget: number | null;
  /** The same in steps; there where trials may be pruned, because then trials differ in cost. */
  readonly stepsToTarget?: number | null;
  /** Trials that were measured: complete, failed or pruned. */
  readonly trials: number;
  readonly failed: number;
  readonly pruned: number;
  /** Steps of all trials together; there where trials may be pruned. */
  readonly steps?: number;
  /** Time spent choosing points, summed over all trials. */
  readonly suggestSeconds: number;
  /** Time spent evaluating them. */
  readonly evaluateSeconds: number;
}

/** The result of a comparison: plain JSON. */
export interface Comparison {
  readonly objective: string;
  readonly preset?: string;
  readonly direction: Direction;
  readonly trials: number;
  readonly repeats: number;
  readonly seed: number;
  /** Stopped trials early: the comparison is one of steps, not of trials. */
  readonly pruner?: string;
  /** In the order of the design. */
  readonly strategies: readonly StrategySummary[];
  /** Repeats in which no study was cut short: those that the test for a winner may look at. */
  readonly wholeRepeats: number;
  /** The runner-up's median: how soon each strategy got that far is told in trials. */
  readonly target: number | null;
  /** The name with the best median; of equal ones the first in the alphabet. */
  readonly leader: string | null;
  /** The leader, where paired tests over the repeats against each of the others allow it. */
  readonly winner: string | null;
  /** How far the leader's median is ahead of the next one's. */
  readonly lead: number | null;
  /** 95 % interval of one value as good as the leader's median, where the value is a share of `samples` answers. */
  readonly interval?: Interval;
  /** Repeats below which no difference, however clear, would allow a winner. */
  readonly leastRepeats: number;
}

/** The stored trials of one strategy in one repeat. */
export interface LaneTrials extends Lane {
  readonly trials: readonly Trial[];
  /** It ended by its own rules: budget, used-up space, target or patience. */
  readonly isOver?: boolean;
}

/** One strategy over all repeats, with what the statistics need of it. */
interface Side {
  readonly label: string;
  readonly lanes: readonly LaneTrials[];
  readonly bests: readonly (Trial | undefined)[];
  readonly median: number | undefined;
}

/**
 * The result of a comparison from its stored trials, and from nothing else. The order of the
 * strategies decides nothing but the order of the summaries.
 */
export function summarize(design: Design, lanes: readonly LaneTrials[]): Comparison {
  const { objective, trials, repeats, seed, contenders } = design;
  const { direction } = objective;
  const sides = contenders.map(({ label }) => sideOf(label, lanes, design));
  const ranked = sides
    .flatMap((side) => (side.median === undefined ? [] : [{ ...side, median: side.median }]))
    .toSorted((a, b) => byLoss(direction, a.median, b.median) || (a.label < b.label ? -1 : 1));
  const [first, second] = ranked;
  const target = second?.median ?? first?.median;
  const leads = first !== undefined && sides.length > 1 && first.median !== second?.median;
  const short = shortRepeats(design, lanes);
  const losses = (side: Side) => lossesOf(side, design, short);
  const wins =
    leads &&
    isWinner(losses(first), sides.filter(({ label }) => label !== first.label).map(losses));

  return {
    objective: objective.name,
    ...(objective.preset === undefined ? {} : { preset: objective.preset }),
    direction,
    trials,
    repeats,
    seed,
    ...(design.pruner === undefined ? {} : { pruner: design.pruner.name }),
    strategies: sides.map((side) => summaryOf(side, design, target)),
    wholeRepeats: new Set(lanes.map(({ repeat }) => repeat)).size - short.size,
    target: target ?? null,
    leader: first?.label ?? null,
    winner: wins ? first.label : null,
    lead:
      first === undefined || second === undefined ? null : Math.abs(first.median - second.median),
    ...(first === undefined || objective.samples === undefined
      ? {}
      : { interval: shareInterval(first.median, objective.samples) }),
    leastRepeats: leastRepeats(contenders.length - 1),
  };
}

function sideOf(label: string, all: readonly LaneTrials[], design: Design): Side {
  const { direction } = design.objective;
  const lanes = all.filter((lane) => lane.label === label);
  const bests = lanes.map(({ trials }) => bestOf(trials, direction));
  const losses = lanes.flatMap((lane, index) => lossOf(lane, bests[index], design) ?? []);
  const middle = median(losses);
  const hasMiddle = middle !== undefined && Number.isFinite(middle);
  // Zero and its negative are one number.
  return { label, lanes, bests, median: hasMiddle ? toLoss(direction, middle) + 0 : undefined };
}

/**
 * What a repeat was worth to a strategy: the loss of its best. One that spent its budget and has
 * nothing to show is worse than every value; one that was cut short before says nothing.
 */
function lossOf(lane: LaneTrials, best: Trial | undefined, design: Design): number | undefined {
  if (best?.value !== undefined) return toLoss(design.objective.direction, best.value);
  return isWhole(lane, design) ? Infinity : undefined;
}

function summaryOf(
  { label, lanes, bests, median: middle }: Side,
  design: Design,
  target: number | undefined,
): StrategySummary {
  const { direction, optimum } = design.objective;
  const { stepsPerTrial } = budgetOf(design);
  const costOf = (trial: Trial): number => stepsOf(trial, stepsPerTrial ?? 1);
  const all = lanes.flatMap(({ trials }) => trials);
  return {
    name: label,
    best: bests.map((best) => best?.value ?? null),
    median: middle ?? null,
    ...(optimum === undefined
      ? {}
      : { medianRegret: middle === undefined ? null : Math.abs(middle - optimum.value) }),
    bestPoint:
      bestOf(
        bests.flatMap((best) => best ?? []),
        direction,
      )?.point ?? null,
    trialsToTarget: target === undefined ? null : costTo(target, lanes, direction),
    ...(stepsPerTrial === undefined
      ? {}
      : {
          stepsToTarget: target === undefined ? null : costTo(target, lanes, direction, costOf),
          steps: sum(all.map(costOf)),
        }),
    trials: all.filter(isMeasured).length,
    failed: all.filter(({ state }) => state === 'failed').length,
    pruned: all.filter(({ state }) => state === 'pruned').length,
    suggestSeconds: sum(all.map(({ suggestSeconds }) => suggestSeconds)),
    evaluateSeconds: sum(all.map(({ evaluateSeconds = 0 }) => evaluateSeconds)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const byLoss = (direction: Direction, a: number, b: number): number =>
  toLoss(direction, a) - toLoss(direction, b);

const isMeasured = ({ state }: Trial): boolean =>
  state === 'complete' || state === 'failed' || state === 'pruned';

/** The best complete trial, the first of equals. */
function bestOf(trials: readonly Trial[], direction: Direction): Trial | undefined {
  let best: Trial | undefined;
  for (const trial of trials) {
    if (trial.value === undefined) continue;
    if (best?.value === undefined || isBetter(direction, trial.value, best.value)) best = trial;
  }
  return best;
}

/**
 * What it cost until a value was reached, the median over repeats; one that never did counts as
 * infinitely much. Without a cost of its own a trial costs its place in the study.
 */
function costTo(
  target: number,
  lanes: readonly LaneTrials[],
  direction: Direction,
  costOf?: (trial: Trial) => number,
): number | null {
  const needed = lanes.map(({ trials }) => {
    const hit = trials.find(
      ({ value }) => value !== undefined && !isBetter(direction, target, value),
    );
    if (hit === undefined) return Infinity;
    if (costOf === undefined) return hit.number;
    return sum(trials.filter(({ number }) => number <= hit.number).map(costOf));
  });
  const middle = median(needed);
  return middle === undefined || middle === Infinity ? null : middle;
}

/**
 * The best losses of a side, for tests: only of repeats that no strategy's study was cut short in,
 * because there the budgets were not equal.
 */
function lossesOf({ lanes, bests }: Side, design: Design, short: ReadonlySet<number>) {
  return lanes.map((lane, index) =>
    short.has(lane.repeat) ? undefined : lossOf(lane, bests[index], design),
  );
}

/** The repeats in which a study was cut short. */
const shortRepeats = (design: Design, all: readonly LaneTrials[]): ReadonlySet<number> =>
  new Set(all.filter((lane) => !isWhole(lane, design)).map(({ repeat }) => repeat));

/** Whether a study spent its budget or used up its finite space. */
function isWhole({ trials, isOver }: LaneTrials, design: Design): boolean {
  if (isOver === true) return true;
  const { space } = design.objective;
  const { trials: budget, steps, stepsPerTrial = 1 } = budgetOf(design);
  const measured = trials.filter(isMeasured);
  if (budget !== undefined && measured.length >= budget) return true;
  const spent = sum(measured.map((trial) => stepsOf(trial, stepsPerTrial)));
  // What is left would not pay for another full evaluation.
  if (steps !== undefined && steps - spent < stepsPerTrial) return true;
  return new Set(measured.map(({ point }) => space.canonical(point))).size >= space.cardinality;
}
