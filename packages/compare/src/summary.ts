import { isBetter, type Direction, type Point, type Study, type Trial } from '@tune/core';
import type { Design } from './experiment.ts';
import { allSignificant, median } from './statistics.ts';
import { leastPValue, wilcoxon } from './wilcoxon.ts';

/** Differences that chance alone would show less often than this allow a winner. */
export const SIGNIFICANCE = 0.05;

/** What came of one strategy. */
export interface StrategySummary {
  readonly name: string;
  /** The best value of each repeat; null where no trial of it was complete. */
  readonly best: readonly (number | null)[];
  readonly median: number | null;
  /** There where the optimum is known. */
  readonly medianRegret?: number | null;
  readonly bestPoint: Point | null;
  /** Trials until the comparison's target was reached, the median over the repeats that did; null where fewer than half did. */
  readonly trialsToTarget: number | null;
  readonly trials: number;
  readonly failed: number;
  readonly suggestSeconds: number;
  readonly evaluateSeconds: number;
}

export interface Comparison {
  readonly objective: string;
  readonly preset?: string;
  readonly direction: Direction;
  readonly trials: number;
  readonly repeats: number;
  readonly seed: number;
  readonly strategies: readonly StrategySummary[];
  /** The median best of the runner-up: how soon each strategy got as far is told in trials. */
  readonly target: number | null;
  /** The best median. */
  readonly leader: string | null;
  /** The leader, where paired tests over the repeats against each of the others allow it. */
  readonly winner: string | null;
  /** How far the leader's median is ahead of the next one's. */
  readonly lead: number | null;
  /** Repeats below which no difference, however clear, would allow a winner. */
  readonly leastRepeats: number;
}

export interface StudyOfLane {
  readonly label: string;
  readonly repeat: number;
  readonly study: Study;
}

/** The result of a comparison from the trials of its studies, and from nothing else. */
export function summarize(design: Design, studies: readonly StudyOfLane[]): Comparison {
  const { objective, trials, repeats, seed, contenders } = design;
  const { direction } = objective;
  const better = (a: number, b: number) => isBetter(direction, a, b);
  const lanes = contenders.map(({ label }) => ({
    label,
    own: studies.filter((study) => study.label === label).map(({ study }) => study),
  }));
  const bests = lanes.map(({ own }) => own.map((study) => study.incumbent?.value));
  const medians = bests.map((values) => median(values.filter((value) => value !== undefined)));
  const order = medians
    .flatMap((value, index) => (value === undefined ? [] : [{ value, index }]))
    .toSorted((a, b) => (better(a.value, b.value) ? -1 : better(b.value, a.value) ? 1 : 0));
  const [first, second] = order;
  const target = second?.value ?? first?.value ?? null;

  const strategies = lanes.map(({ label, own }, index): StrategySummary => {
    const all: readonly Trial[] = own.flatMap((study) => study.trials);
    const best = own
      .flatMap(({ incumbent }) => (incumbent === undefined ? [] : [incumbent]))
      .reduce<Trial | undefined>((a, b) => (a && !better(b.value!, a.value!) ? a : b), undefined);
    return {
      name: label,
      best: bests[index]!.map((value) => value ?? null),
      median: medians[index] ?? null,
      ...regretOf(design, medians[index]),
      bestPoint: best?.point ?? null,
      trialsToTarget: target === null ? null : trialsTo(target, own, direction),
      trials: all.filter(({ state }) => state !== 'running' && state !== 'cancelled').length,
      failed: all.filter(({ state }) => state === 'failed').length,
      suggestSeconds: sum(all.map(({ suggestSeconds }) => suggestSeconds)),
      evaluateSeconds: sum(all.map(({ evaluateSeconds = 0 }) => evaluateSeconds)),
    };
  });

  return {
    objective: objective.name,
    ...(objective.preset === undefined ? {} : { preset: objective.preset }),
    direction,
    trials,
    repeats,
    seed,
    strategies,
    target,
    leader: first === undefined ? null : lanes[first.index]!.label,
    winner: first !== undefined && wins(bests, first.index) ? lanes[first.index]!.label : null,
    lead: first === undefined || second === undefined ? null : Math.abs(first.value - second.value),
    leastRepeats: leastRepeats(contenders.length - 1),
  };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function regretOf(
  { objective }: Design,
  value: number | undefined,
): { medianRegret?: number | null } {
  if (objective.optimum === undefined) return {};
  return { medianRegret: value === undefined ? null : Math.abs(value - objective.optimum.value) };
}

/** The median number of trials until a value was reached, over the repeats where it was. */
function trialsTo(target: number, studies: readonly Study[], direction: Direction): number | null {
  const needed = studies.flatMap(({ trials }) => {
    const hit = trials.find(
      ({ value }) => value !== undefined && !isBetter(direction, target, value),
    );
    return hit === undefined ? [] : [hit.number];
  });
  return needed.length * 2 < studies.length ? null : (median(needed) ?? null);
}

/** Whether one list of bests differs from every other one, pair by pair, beyond chance. */
function wins(bests: readonly (readonly (number | undefined)[])[], leader: number): boolean {
  const others = bests.filter((_, index) => index !== leader);
  if (others.length === 0) return false;
  const pValues = others.map((other) => {
    const differences = other.flatMap((value, repeat) => {
      const own = bests[leader]![repeat];
      return value === undefined || own === undefined ? [] : [own - value];
    });
    return wilcoxon(differences);
  });
  return allSignificant(pValues, SIGNIFICANCE);
}

/** The fewest pairs whose clearest outcome is significant against so many rivals. */
export function leastRepeats(rivals: number): number {
  let repeats = 1;
  while (leastPValue(repeats) > SIGNIFICANCE / Math.max(1, rivals)) repeats++;
  return repeats;
}
