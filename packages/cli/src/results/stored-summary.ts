import { storedRuns, summarize, type Comparison, type Design } from '@tune/compare';
import { readStudy, type Objective, type Pruner, type Storage, type Strategy } from '@tune/core';
import { extendedFrom, flagsOf } from '../comparison/definition.ts';
import { designOf, extendedDesign } from '../comparison/design.ts';
import { failuresOf } from '../comparison/stored-failures.ts';
import { resultOf } from '../comparison/stored-result.ts';
import { usage } from '../errors.ts';
import type { CompareFlags } from '../options/sets.ts';
import { KINDS } from '../plugins/kinds.ts';
import { splitSpecs } from '../plugins/labels.ts';
import { resolvePruner } from '../plugins/pruners.ts';
import { parseQuery } from '../plugins/query.ts';
import { isUnfinished } from '../stored/progress.ts';
import type { Named } from '../stored/names.ts';
import { comparedStudies, type ComparedStudy } from './compared-studies.ts';
import { storedObjective } from './stored-objective.ts';

/** What is stored of a comparison on one objective, as far as it is. */
export interface StoredSummary {
  /** What people call it: the comparison, or `comparison/problem` if it has several. */
  readonly name: string;
  readonly comparison: Comparison;
  /** There is nothing left to run. */
  readonly isComplete: boolean;
  /** As it is known without loading anything of the user's. */
  readonly objective: Objective;
}

type FoundComparison = Named & { readonly comparison: NonNullable<Named['comparison']> };

type Asked = Partial<Pick<CompareFlags, 'rope'>>;

/**
 * The result of a stored comparison on one objective.
 * @param asked  another rope than the stored one
 * @returns undefined if none of its runs has begun
 * @throws CLI_USAGE  it has several objectives
 */
export async function storedSummary(
  storage: Storage,
  found: FoundComparison,
  asked: Asked = {},
): Promise<StoredSummary | undefined> {
  const summaries = await storedSummaries(storage, found, asked);
  if (summaries.length > 1) {
    const names = summaries.map(({ name }) => name).join(', ');
    throw usage(`${found.comparison.name} has several objectives; name one of them: ${names}.`);
  }
  return summaries[0];
}

/**
 * The results of a stored comparison, objective by objective: those that are stored with it, else made of its
 * stored trials alone. Neither its objectives nor its strategies are loaded, apart from our own objectives.
 * What is not complete has the result so far, and an objective of which no run has begun has none.
 * @param asked  another rope than the stored one
 */
export async function storedSummaries(
  storage: Storage,
  found: FoundComparison,
  asked: Asked = {},
): Promise<readonly StoredSummary[]> {
  const all = [...new Set(found.comparison.runs.map(({ problem }) => problem))];
  const summaries: StoredSummary[] = [];
  for (const [index, problem] of all.entries()) {
    const runs = comparedStudies(found).filter((run) => run.problem === problem);
    if (runs.length === 0) continue;
    summaries.push(await summaryOf(storage, found, { problem, index, runs, asked }));
  }
  return summaries;
}

interface OfProblem {
  readonly problem: string | undefined;
  /** Its place among the objectives of the flags. */
  readonly index: number;
  readonly runs: readonly ComparedStudy[];
  readonly asked: Asked;
}

async function summaryOf(
  storage: Storage,
  found: FoundComparison,
  { problem, index, runs, asked }: OfProblem,
): Promise<StoredSummary> {
  const { comparison: stored, scores } = found;
  const { created } = (await readStudy(storage, runs[0]!.study.name))!;
  const { flags } = flagsOf(stored.definition);
  const own = { ...flags, objective: splitSpecs(flags.objective)[index] ?? flags.objective };
  const objective = await storedObjective(created, problem === undefined ? flags : own);
  const name = problem === undefined ? stored.name : `${stored.name}/${problem}`;
  const known = knownResult(found, index, asked);
  if (known !== undefined) return { name, comparison: known, isComplete: true, objective };
  const names = new Map(runs.map((run) => [`${run.label}/${run.repeat}`, run.study.name]));
  const labels = [...new Set(runs.map(({ label }) => label))];
  const isScored = scores.some(({ name }) =>
    runs.some((run) => name.startsWith(`${run.study.name}/`)),
  );
  const contenders = labels.map((label) => ({ label, strategy: unknownStrategy(label) }));
  const pruner = flags.pruner === undefined ? undefined : await storedPruner(flags.pruner);
  const scored = isScored && objective.test === undefined ? withTest(objective) : objective;
  const planned = designOf({ ...flags, ...asked }, scored, contenders, pruner);
  const design: Design = {
    ...extendedDesign(planned, extendedFrom(stored.definition)),
    // A run that has not begun, or is damaged, has no study.
    studyOf: ({ label, repeat }) => names.get(`${label}/${repeat}`) ?? '',
  };
  const failures = failuresOf(stored.definition, problem);
  const comparison = summarize(design, await storedRuns(storage, design), failures);
  return { name, comparison, isComplete: !isUnfinished(found), objective };
}

/** The stored result, if what is asked for is all of a complete comparison, judged as it was. */
function knownResult(
  { comparison: { result, runs }, runs: found }: FoundComparison,
  index: number,
  { rope }: Asked,
): Comparison | undefined {
  if (rope !== undefined || found.length < runs.length) return undefined;
  return resultOf(result)?.problems[index]?.comparison;
}

/** A pruner that has pruned already: one of the user's is not run to look at results. */
async function storedPruner(spec: string): Promise<Pruner> {
  const { name } = parseQuery(spec);
  const isOurs = (await KINDS.pruner.builtIns()).includes(name);
  return isOurs ? resolvePruner(spec) : { name, decide: () => 'keep' };
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
