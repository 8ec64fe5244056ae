import { seedsOf, type Design } from '@tune/compare';
import type { Budget, ComparedRun, Storage, StudySummary } from '@tune/core';
import { HASH_DIGITS, hashOf, wordOf, type Problem } from './problem.ts';

/**
 * The runs of a problem, each under the name that follows from all that it depends on: the same run has
 * the same name in every comparison, and another version of its strategy another one.
 * @param isOnly  the comparison has no other problem
 */
export function runsOfProblem(
  design: Design,
  { label: problem, folder }: Pick<Problem, 'label' | 'folder'>,
  isOnly: boolean,
): readonly ComparedRun[] {
  const places = design.contenders.map(({ label, strategy }) => {
    const { name, version = null, options = null } = strategy;
    // Of two equal strategies each makes a search of its own.
    const { seed } = seedsOf(design, { label, repeat: 1 });
    const hash = hashOf({ name, version, options, seed }).slice(0, HASH_DIGITS);
    return { label, place: `${folder}/${wordOf(label)}-${hash}` };
  });
  return Array.from({ length: design.repeats }, (_, index) => index + 1).flatMap((repeat) =>
    places.map(({ label, place }) => ({
      ...{ label, repeat, study: `${place}/${repeat}` },
      ...(isOnly ? {} : { problem }),
    })),
  );
}

/** Where a run stands in a comparison. */
export const placeOf = ({ problem = '', label, repeat }: Omit<ComparedRun, 'study'>): string =>
  [problem, label, repeat].join('/');

/** The name that a run would have if no longer one was stored under it: see {@link chooseRuns}. */
export const mainNameOf = (study: string): string => study.replace(/~[^/]*$/, '');

/**
 * Chooses for each run the stored study that it is a part of. A shorter run than a stored one is its
 * beginning, if the stored one began with the shorter budget: a strategy may plan by its budget. If not, it
 * is a run of its own, under another name.
 * @param summaries  of what is stored under the names of the runs
 * @param kept  the studies that the comparison looks at already, at the same length
 */
export async function chooseRuns(
  storage: Storage,
  runs: readonly ComparedRun[],
  budget: Budget,
  { summaries, kept }: { summaries: ReadonlyMap<string, StudySummary>; kept: readonly string[] },
): Promise<readonly ComparedRun[]> {
  const own = new Map(kept.map((study) => [mainNameOf(study), study]));
  const chosen: ComparedRun[] = [];
  for (const run of runs) {
    const stored = summaries.get(run.study);
    const isPart =
      stored === undefined ||
      isWithin(stored.budget, budget) ||
      (await beganWith(storage, run.study, budget));
    const study = own.get(run.study) ?? (isPart ? run.study : `${run.study}~${suffixOf(budget)}`);
    chosen.push({ ...run, study });
  }
  return chosen;
}

/** Whether a run of one budget can be extended to another one. */
function isWithin(stored: Budget | undefined, asked: Budget): boolean {
  const limits = Object.entries(stored ?? {}) as [keyof Budget, number][];
  const isSameKind = limits.length === Object.keys(asked).length;
  return isSameKind && limits.every(([limit, most]) => most <= (asked[limit] ?? -1));
}

/** Whether all trials of a shorter run were begun before the run was extended beyond it. */
async function beganWith(storage: Storage, study: string, budget: Budget): Promise<boolean> {
  const { trials, ...others } = budget;
  if (trials === undefined || Object.keys(others).length > 0) return false;
  const begun = new Set<number>();
  for await (const event of storage.read(study, 0)) {
    if (event.type === 'trial-started') begun.add(event.number);
    if (event.type !== 'study-created' && event.type !== 'budget-changed') continue;
    if ((event.budget?.trials ?? Infinity) > trials) return begun.size >= trials;
  }
  return true;
}

const suffixOf = (budget: Budget): string =>
  Object.entries(budget)
    .map(([limit, most]) => (limit === 'trials' ? `${most}` : `${most}${limit}`))
    .join('-');
