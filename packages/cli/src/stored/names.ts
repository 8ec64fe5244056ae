import type { ComparedRun, Storage, StoredComparison, StudySummary } from '@tune/core';
import { nearest, type Damage } from '@tune/core/plugin';
import { cliError } from '../errors.ts';
import type { StorageFlags } from '../options/sets.ts';
import { damageError } from './damage.ts';
import { shownFile } from './open-storage.ts';

/** What a name stands for. */
export interface Named {
  /** There if it is the name of a comparison. */
  readonly comparison: StoredComparison | undefined;
  /** The runs of the comparison that the name stands for, begun or not; none for a study. */
  readonly runs: readonly ComparedRun[];
  /** One study, or the begun runs, apart from damaged ones. */
  readonly studies: readonly StudySummary[];
  /** Studies below those: what their choices were scored by. */
  readonly scores: readonly StudySummary[];
  readonly damaged: readonly Damage[];
  /** What people call a study: a run of a comparison is `comparison/label/repeat`. */
  shown(study: string): string;
}

/** The comparison that a name belongs to if it is that of a run: `comparison/label/repeat`. */
export const comparisonNameOf = (name: string): string => name.split('/')[0]!;

/** What people call a run: `comparison/label/repeat`, or `comparison/problem/label/repeat`. */
export const runName = (
  comparison: string,
  { problem, label, repeat }: Omit<ComparedRun, 'study'>,
): string =>
  [comparison, ...(problem === undefined ? [] : [problem]), label, String(repeat)].join('/');

/** What people call the runs of comparisons, by their studies; one of several comparisons is called after the first. */
export function runNames(
  comparisons: readonly Pick<StoredComparison, 'name' | 'runs'>[],
): (study: string) => string {
  const names = new Map<string, string>();
  for (const { name, runs } of comparisons) {
    for (const run of runs) if (!names.has(run.study)) names.set(run.study, runName(name, run));
  }
  return (study) => names.get(study) ?? study;
}

/**
 * Looks a name up: a comparison, some of its runs (`branin/bayes`, `branin/bayes/1`), or a study.
 * @throws CLI_NAME_UNKNOWN  nothing has it; with the nearest name
 */
export async function lookUp(storage: Storage, name: string, flags: StorageFlags): Promise<Named> {
  const { catalog } = storage;
  const own = comparisonNameOf(name);
  const damagedOwn = await catalog.damaged(own);
  const isReadable = damagedOwn.every((one) => one.kind !== 'comparison' || one.name !== own);
  const found = isReadable ? await catalog.comparison(own) : undefined;
  const runs = (found?.runs ?? []).filter((run) => isAtOrBelow(runName(own, run), name));
  const names = runs.length === 0 ? [name] : runs.map(({ study }) => study);
  const comparison = found?.name === name ? found : undefined;
  const damaged = await catalog.damaged(runs.length === 0 ? name : [name, ...names]);
  const unreadable = new Set(damaged.map((one) => `${one.kind} ${one.name}`));
  const sound = (await catalog.studies(names)).filter(
    (study) => !unreadable.has(`study ${study.name}`),
  );
  const isRun = new Set(names);
  const studies = runs.length === 0 ? sound : inOrder(runs, sound);
  const scores = runs.length === 0 ? [] : sound.filter((study) => !isRun.has(study.name));
  if (studies.length > 0 || comparison !== undefined || damaged.length > 0) {
    const shown = runNames(found === undefined ? [] : [found]);
    return { comparison, runs, studies, scores, damaged, shown };
  }
  const all = await catalog.comparisons();
  const ofRuns = all.flatMap((one) => one.runs.map((run) => ({ name: runName(one.name, run) })));
  const known = [...all, ...(await catalog.studies()), ...(await catalog.damaged())];
  throw unknownName(name, name.includes('/') ? [...known, ...ofRuns] : known, flags);
}

const isAtOrBelow = (run: string, name: string): boolean =>
  run === name || run.startsWith(`${name}/`);

/** Studies in the order of the runs. */
function inOrder(runs: readonly ComparedRun[], studies: readonly StudySummary[]): StudySummary[] {
  const byName = new Map(studies.map((study) => [study.name, study]));
  return runs.flatMap(({ study }) => byName.get(study) ?? []);
}

/**
 * The same for commands that need all of it.
 * @throws CLI_NAME_UNKNOWN
 * @throws STUDY_INVALID, STORAGE_COMPARISON_INVALID  something of it is damaged
 */
export async function lookUpSound(
  storage: Storage,
  name: string,
  flags: StorageFlags,
): Promise<Named> {
  const named = await lookUp(storage, name, flags);
  const [found] = named.damaged;
  if (found !== undefined) throw damageError(found, named.shown);
  return named;
}

/** The error of a name that nothing has. */
export function unknownName(
  name: string,
  known: readonly { readonly name: string }[],
  { storage }: StorageFlags,
) {
  const near = nearest(
    name,
    known.map((one) => one.name),
  );
  return cliError('CLI_NAME_UNKNOWN', { name, file: shownFile(storage), nearest: near });
}
