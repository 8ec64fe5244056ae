import { budgetOf, type Design } from '@tune/compare';
import type {
  ComparedRun,
  ComparisonView,
  Storage,
  StoredComparison,
  StudySummary,
} from '@tune/core';
import { studyNameFault } from '@tune/core/plugin';
import { usage } from '../errors.ts';
import { log } from '../process/output.ts';
import { countOf } from '../reporters/format.ts';
import { isRunName, RUNS_FOLDER } from '../stored/study-paths.ts';
import { viewedStudies } from '../stored/viewed-studies.ts';
import {
  changedFiles,
  definitionOf,
  editedFiles,
  fieldsOf,
  flagsOf,
  isImported,
  isOf,
  type Definition,
  type SizedFlags,
} from './definition.ts';
import { comparisonsOf, findComparison, fixedBefore } from './find-comparison.ts';
import { hashOf, wordOf, type Problem } from './problem.ts';
import { chooseRuns, placeOf, runsOfProblem } from './runs.ts';

/** What a command asks for. */
export interface Asked {
  readonly flags: SizedFlags;
  readonly problems: readonly Problem[];
  /** One for each problem. */
  readonly designs: readonly Design[];
  readonly files: Readonly<Record<string, string>>;
  /** The name of the stored comparison that is resumed, if one is. */
  readonly resumed: string | undefined;
}

/** What a command is going to store, and what it goes on with. */
export interface Plan {
  readonly name: string;
  readonly view: ComparisonView;
  readonly stored: StoredComparison | undefined;
}

/** The identity of a comparison: of its problem, or of all of them. */
export const identityOf = (problems: readonly Problem[]): string =>
  problems.length === 1 ? problems[0]!.identity : hashOf(problems.map(({ identity }) => identity));

/**
 * Decides which stored comparison a command goes on with, or which name a new one gets, and which runs it
 * looks at.
 * @throws CLI_USAGE  its name is that of something else; what is resumed has been edited
 * @throws STORAGE_COMPARISON_INVALID  what is stored under its name is damaged
 */
export async function planOf(storage: Storage, asked: Asked): Promise<Plan> {
  const { flags, problems, files } = asked;
  const { catalog } = storage;
  const identity = identityOf(problems);
  const marks = { identity, files, extendedFrom: undefined };
  const runsOf = runsByProblem(asked);
  const runs = runsOf.flat();
  const wanted = { definition: definitionOf(flags, marks), runs };
  const all = await catalog.comparisons();
  const own = comparisonsOf(all, identity);
  const named = asked.resumed ?? flags.name;
  const stored =
    named === undefined ? findComparison(own, wanted) : await catalog.comparison(named);
  if (asked.resumed === undefined && named !== undefined) {
    checkName(named);
    if (stored !== undefined && !flags.fresh) checkIsOf(stored, identity);
  }
  if (asked.resumed !== undefined && stored !== undefined) checkSame(stored, wanted.definition);
  const isStudy = async (one: string) => (await catalog.studies(one)).length > 0;
  if (named !== undefined && stored === undefined && (await isStudy(named))) throw isTaken(named);
  const name = stored?.name ?? named ?? (await nameFor(problems, all, isStudy));
  if (flags.fresh) return { name, stored, view: wanted };
  const summaries = new Map(
    (await catalog.studies(runs.map(({ study }) => study))).map((one) => [one.name, one]),
  );
  const view = { ...wanted, runs: await chosen(storage, asked, runsOf, { summaries, stored }) };
  tellForeign(all, view, stored, summaries);
  const fixed = fixedBefore(view, stored, own, new Set(summaries.keys()));
  if (stored === undefined) tellChanged(all, wanted);
  const definition = definitionOf(flags, { ...marks, extendedFrom: fixed });
  return { name, stored, view: { ...view, definition } };
}

/** The runs of each problem, under their main names. */
export const runsByProblem = ({ problems, designs }: Pick<Asked, 'problems' | 'designs'>) =>
  problems.map((problem, index) => runsOfProblem(designs[index]!, problem, problems.length === 1));

interface StoredParts {
  readonly summaries: ReadonlyMap<string, StudySummary>;
  readonly stored: StoredComparison | undefined;
}

async function chosen(
  storage: Storage,
  { flags, designs }: Asked,
  runsOf: readonly (readonly ComparedRun[])[],
  { summaries, stored }: StoredParts,
): Promise<readonly ComparedRun[]> {
  const isAsLong = stored !== undefined && flagsOf(stored.definition).flags.trials === flags.trials;
  const kept = isAsLong ? stored.runs.map(({ study }) => study) : [];
  const chosen: ComparedRun[] = [];
  for (const [index, runs] of runsOf.entries()) {
    const budget = budgetOf(designs[index]!);
    chosen.push(...(await chooseRuns(storage, runs, budget, { summaries, kept })));
  }
  const old = oldRunsOf(stored);
  return chosen.map((run) => ({ ...run, study: old.get(placeOf(run)) ?? run.study }));
}

/** The runs of a comparison of an earlier version, whose names begin with that of the comparison. */
const oldRunsOf = (stored: StoredComparison | undefined): ReadonlyMap<string, string> =>
  new Map(
    (stored?.runs ?? [])
      .filter(({ study }) => !isRunName(study))
      .map((run) => [placeOf(run), run.study]),
  );

/** @throws CLI_USAGE */
function checkName(name: string): void {
  const fault = name.includes('/') ? 'a name without slashes' : studyNameFault(name);
  if (fault !== undefined) throw usage(`--name expects ${fault}, but got "${name}".`);
  if (name === RUNS_FOLDER)
    throw usage(`--name ${RUNS_FOLDER} is where runs are stored; use another name.`);
}

/** @throws CLI_USAGE  a stored comparison is of another problem */
function checkIsOf({ name, definition }: StoredComparison, identity: string): void {
  if (isOf(definition, identity)) return;
  throw usage(
    `${name} is a comparison of something else (another objective, seed or pruner, or another text of them): tune show ${name}. Use another --name, or --fresh to replace it.`,
  );
}

/**
 * What is resumed is what was stored.
 * @throws CLI_USAGE  a file of the user has another text by now, or the objective is another one
 */
function checkSame({ name, definition }: StoredComparison, now: Definition): void {
  const edited = editedFiles(definition, now);
  const { identity } = fieldsOf(definition);
  // An earlier version did not say what it was of.
  if (edited.length === 0 && (identity === undefined || identity === now['identity'])) return;
  const [has, undo] = edited.length === 1 ? ['has', 'the edit'] : ['have', 'the edits'];
  const what =
    edited.length === 0
      ? 'its objective has another version, backend or space by now'
      : `${edited.join(', ')} ${has} changed since; undo ${undo}`;
  throw usage(
    `${name} cannot continue: ${what}${edited.length === 0 ? '; start again' : ', or start again'} with tune compare under another name. tune show ${name} shows what is stored.`,
  );
}

/** The first name that nothing has: `branin`, `branin-2`. */
async function nameFor(
  problems: readonly Problem[],
  stored: readonly StoredComparison[],
  isStudy: (name: string) => Promise<boolean>,
): Promise<string> {
  const words = problems.flatMap(({ resolved: { objective } }) => [
    wordOf(objective.name),
    ...(objective.preset === undefined ? [] : [wordOf(objective.preset)]),
  ]);
  const first = words.join('-').slice(0, MAX_NAME);
  const taken = new Set([RUNS_FOLDER, ...stored.map(({ name }) => name)]);
  for (let n = 1; ; n++) {
    const name = n === 1 ? first : `${first}-${n}`;
    if (!taken.has(name) && !(await isStudy(name))) return name;
  }
}

const MAX_NAME = 100;

const isTaken = (name: string): Error =>
  usage(`${name} is a study of another program (tune show ${name}); use another --name.`);

/** Tells which runs come from imported comparisons: their values were not measured here. */
function tellForeign(
  all: readonly StoredComparison[],
  { runs }: ComparisonView,
  own: StoredComparison | undefined,
  begun: ReadonlyMap<string, unknown>,
): void {
  const imported = all.filter(
    ({ name, definition }) => name !== own?.name && isImported(definition),
  );
  const ours = viewedStudies(all.filter(({ definition }) => !isImported(definition)));
  const theirs = viewedStudies(imported);
  const studies = runs.map(({ study }) => study);
  const foreign = new Set(
    studies.filter((study) => begun.has(study) && theirs.has(study) && !ours.has(study)),
  );
  if (foreign.size === 0) return;
  const names = imported.filter((one) => one.runs.some(({ study }) => foreign.has(study)));
  log(
    `${countOf(foreign.size, 'run')} come from ${names.map(({ name }) => name).join(', ')}, which was imported`,
  );
}

/** Tells which files have changed since the same words were compared. */
function tellChanged(stored: readonly StoredComparison[], view: ComparisonView): void {
  for (const { name, definition } of stored.toReversed()) {
    const changed = changedFiles(definition, view.definition);
    if (changed.length === 0) continue;
    const [has, them] = changed.length === 1 ? ['has', 'it'] : ['have', 'them'];
    log(
      `${changed.join(', ')} ${has} changed since ${name}: what was measured with ${them} before stays there, and is not used here`,
    );
    return;
  }
}
