import { isScoreStudy, storedRuns, summarize, type Comparison, type Design } from '@tune/compare';
import { readStudy, type Objective, type Storage, type Strategy } from '@tune/core';
import { fieldsOf, flagsOf } from '../comparison/definition.ts';
import { usage } from '../errors.ts';
import type { CompareFlags } from '../options/sets.ts';
import { resolvePruner } from '../plugins/pruners.ts';
import { isUnfinished } from '../stored/progress.ts';
import type { Named } from '../stored/names.ts';
import { comparedStudies } from './compared-studies.ts';
import { storedObjective } from './stored-objective.ts';

/** What is stored of a comparison, as far as it is. */
export interface StoredSummary {
  readonly comparison: Comparison;
  /** There is nothing left to run. */
  readonly isComplete: boolean;
  /** As it is known without loading anything of the user's. */
  readonly objective: Objective;
}

type FoundComparison = Named & { readonly comparison: NonNullable<Named['comparison']> };

/**
 * The result of a stored comparison, made of its stored trials alone: neither its objective nor its strategies
 * are loaded, apart from our own objectives. One that is not complete has the result so far.
 *
 * @param asked  another rope than the stored one
 * @returns undefined if none of its runs has begun
 */
export async function storedSummary(
  storage: Storage,
  found: FoundComparison,
  asked: Partial<Pick<CompareFlags, 'rope'>> = {},
): Promise<StoredSummary | undefined> {
  const { comparison: stored, studies } = found;
  const runs = comparedStudies(stored, studies);
  const [first] = runs;
  const study = first && (await readStudy(storage, first.study.name));
  if (study === undefined) return undefined;
  const { flags } = flagsOf(stored.definition);
  const objective = await storedObjective(study.created, flags);
  const names = new Map(runs.map((run) => [`${run.label}/${run.repeat}`, run.study.name]));
  const labels = [...new Set(runs.map(({ label }) => label))];
  const isScored = studies.some(({ name }) => isScoreStudy(name));
  const { trials, repeats, seed, rope, target, patience } = { ...flags, ...asked };
  const design: Design = {
    objective: isScored && objective.test === undefined ? withTest(objective) : objective,
    contenders: labels.map((label) => ({ label, strategy: unknownStrategy(label) })),
    ...{ trials, repeats, seed },
    ...(flags.budgetSeconds === undefined ? {} : { seconds: flags.budgetSeconds }),
    ...(rope === undefined ? {} : { rope }),
    ...(flags.pruner === undefined ? {} : { pruner: await resolvePruner(flags.pruner) }),
    stopping: {
      ...(target === undefined ? {} : { target }),
      ...(patience === undefined ? {} : { patience }),
    },
    isExtended: fieldsOf(stored.definition)['extended'] === true,
    // A run that has not begun, or is damaged, has no study.
    studyOf: ({ label, repeat }) => names.get(`${label}/${repeat}`) ?? '',
  };
  const comparison = summarize(design, await storedRuns(storage, design));
  return { comparison, isComplete: !isUnfinished(found), objective };
}

/** A strategy that has searched already. */
const unknownStrategy = (name: string): Strategy => ({
  ...{ name, apiVersion: 1, capabilities: { parallel: false, exhaustive: false } },
  suggest() {
    throw usage('a stored comparison is only looked at; tune resume runs it.');
  },
});

/** Its choices were scored, on what only the objective could say. */
const withTest = (objective: Objective): Objective => ({
  ...objective,
  test: () => ({ ...objective, description: 'data that no search sees' }),
});
