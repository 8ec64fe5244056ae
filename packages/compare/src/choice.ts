import { readStudy, type Objective, type Storage, type Trial } from '@tune/core';
import { bestTrial } from '@tune/core/plugin';
import type { Choice } from './comparison.ts';
import { studyNameOf, type Design, type Run } from './design.ts';

/** How choices are scored. */
export interface Scoring {
  readonly kind: 'test' | 'confirm';
  /** What it is scored on: `the 10,000 test images`. */
  readonly description: string;
  /** Evaluates a choice. */
  readonly objective: Objective;
  /** So many evaluations; their mean is the score. */
  readonly count: number;
}

const tests = new WeakMap<Objective, Objective | undefined>();

/** How the choices of a design are scored; undefined if the search's own values are judged. */
export function scoringOf({ objective, confirm }: Design): Scoring | undefined {
  if (confirm !== undefined) {
    const times = confirm === 1 ? 'one more evaluation' : `${confirm} more evaluations`;
    return { kind: 'confirm', description: times, objective, count: confirm };
  }
  if (!tests.has(objective)) tests.set(objective, objective.test?.());
  const test = tests.get(objective);
  if (test === undefined) return undefined;
  const { description = 'the test' } = test;
  const reference = objective.reference && {
    reference: { ...objective.reference, isTest: true as const },
  };
  return { kind: 'test', description, objective: { ...test, ...reference }, count: 1 };
}

/** The name of the study that scores what a run chose after so many trials. */
export const scoreStudyOf = (study: string, kind: Scoring['kind'], trials: number): string =>
  `${study}/${kind}-${trials}`;

/** Whether a study of this name is not a run but the scoring of one. */
export const isScoreStudy = (name: string): boolean => /\/(test|confirm)-\d+$/.test(name);

/**
 * The trials that score the choice of a run, as far as they are stored.
 * @param trials  those that the comparison sees of the run
 */
export async function readScores(
  storage: Storage,
  design: Design,
  run: Run,
  trials: readonly Trial[],
): Promise<readonly Trial[]> {
  const scoring = scoringOf(design);
  if (scoring === undefined) return [];
  const name = scoreStudyOf(studyNameOf(design, run), scoring.kind, trials.length);
  return (await readStudy(storage, name))?.trials ?? [];
}

/**
 * What the evaluations of a choice come to.
 * @param trials  of the search, which has ended
 * @param scores  the trials that score its choice
 * @returns null if there is nothing to choose, undefined if some scores are missing or none are wanted
 */
export function choiceOf(
  design: Design,
  trials: readonly Trial[],
  scores: readonly Trial[],
): Choice | null | undefined {
  const { space, direction } = design.objective;
  const scoring = scoringOf(design);
  if (scoring === undefined) return undefined;
  if (bestTrial(trials, direction) === undefined) return null;
  const { count } = scoring;
  const ended = scores.filter(({ outcome }) => outcome !== undefined).slice(0, count);
  if (ended.length < count) return undefined;
  const { point } = ended[0]!;
  const spelling = space.canonical(point);
  const tried = trials.filter((trial) => space.canonical(trial.point) === spelling);
  const search = bestTrial(tried, direction)?.value ?? null;
  const failures = ended.flatMap(({ value, outcome }) =>
    value === undefined ? [(outcome as { readonly reason: string }).reason] : [],
  );
  if (failures.length === 0) {
    return { point, search, score: ended.reduce((sum, { value }) => sum + value! / count, 0) };
  }
  const of = count === 1 ? '' : `${failures.length} of ${count} failed: `;
  return { point, search, score: null, reason: `${of}${failures[0]!}` };
}
