import { summarizeProblems } from '@tune/compare';
import {
  readStudy,
  type Json,
  type Point,
  type Storage,
  type StoredComparison,
  type StudySummary,
} from '@tune/core';
import { definitionFault } from '../comparison/definition-fault.ts';
import { flagsOf, isImported, withoutMarks } from '../comparison/definition.ts';
import { commandWords } from '../options/command-words.ts';
import type { Flags } from '../options/flags.ts';
import { flagOf, OPTIONS, type OptionName } from '../options/table.ts';
import { EXIT } from '../process/exit-code.ts';
import {
  log,
  readerGone,
  terminalWidth,
  write,
  writeJson,
  writePainted,
} from '../process/output.ts';
import { failureLines } from '../reporters/failure-lines.ts';
import {
  formatPoint,
  formatSeconds,
  formatTime,
  formatValue,
  reasonOf,
} from '../reporters/format.ts';
import { problemsLines } from '../reporters/problems-result.ts';
import { resultLines } from '../reporters/result.ts';
import { trialFields } from '../reporters/trial-fields.ts';
import { storedSummaries, type StoredSummary } from '../results/stored-summary.ts';
import { paint } from '../terminal/line.ts';
import { alignColumns, alignFirst, isWhole, pick, recordLines } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';
import { damageError, damageLines } from '../stored/damage.ts';
import type { Entry } from '../stored/entries.ts';
import { runningOf } from '../stored/entry-state.ts';
import { comparisonNameOf, lookUp, type Named } from '../stored/names.ts';
import { openStored } from '../stored/open-storage.ts';
import { endedOf, isUnfinished } from '../stored/progress.ts';
import { storedRecord } from '../stored/stored-record.ts';

type ShowFlags = Flags<'storage' | 'rows' | 'json'> & { readonly name: string };

/** `tune show`: what a comparison or study is and how far it is; with --trials every trial. */
export async function showCommand(flags: ShowFlags): Promise<number> {
  const storage = await openStored(flags);
  try {
    const named = await lookUp(storage, flags.name, flags);
    const [damage] = named.damaged;
    // What is sound is shown all the same.
    if (damage !== undefined && named.studies.length === 0) throw damageError(damage, named.shown);
    const summaries = await summariesOf(storage, flags.name, named);
    await (flags.json
      ? writeJsonOf(storage, flags.name, { named, summaries })
      : writeTextOf(named, summaries));
    const writeTrials = flags.json ? writeTrialsJson : writeTrialsText;
    for (const { name } of flags.rows ? named.studies : []) {
      await writeTrials(storage, name, named.shown(name));
      if (readerGone.aborted) break;
    }
    for (const line of damageLines(named.damaged, named.shown)) log(line);
    return damage === undefined ? EXIT.ok : EXIT.failed;
  } finally {
    await storage.close();
  }
}

/**
 * What came of a comparison so far, problem by problem, or of one of its problems; nothing of other studies, and
 * before its first run.
 */
async function summariesOf(
  storage: Storage,
  name: string,
  named: Named,
): Promise<readonly StoredSummary[]> {
  const { comparison: own, ...rest } = named;
  const comparison = own ?? (await comparisonOfProblem(storage, name, named));
  if (comparison === undefined) return [];
  const reason = definitionFault(comparison.definition);
  if (reason === undefined) return storedSummaries(storage, { comparison, ...rest });
  for (const line of wrap(`${comparison.name} has no verdict: ${reason}`)) log(line);
  return [];
}

/** The comparison of a name that is all of one of its problems: `NAME/PROBLEM`. */
async function comparisonOfProblem(
  storage: Storage,
  name: string,
  { runs }: Named,
): Promise<StoredComparison | undefined> {
  const whole = comparisonNameOf(name);
  const problem = runs[0]?.problem;
  return problem !== undefined && name === `${whole}/${problem}`
    ? storage.catalog.comparison(whole)
    : undefined;
}

interface Found {
  readonly named: Named;
  readonly summaries: readonly StoredSummary[];
}

async function writeJsonOf(
  storage: Storage,
  name: string,
  { named, summaries }: Found,
): Promise<void> {
  const { comparison: stored, runs, studies, damaged, shown } = named;
  const kind = stored !== undefined ? 'comparison' : runs.length > 0 ? 'runs' : 'study';
  const entry: Entry = { name, kind, comparison: stored, studies, damaged };
  const definition = stored === undefined ? {} : { definition: withoutMarks(stored.definition) };
  const record = storedRecord(entry, await runningOf(storage, [entry]), shown);
  await writeJson({ ...record, ...definition });
  for (const { comparison, isComplete, name: part } of summaries) {
    await writeJson({ type: 'comparison', name: part, isComplete, ...comparison });
  }
  if (summaries.length < 2) return;
  const isComplete = summaries.every((one) => one.isComplete);
  await writeJson({ type: 'problems', name, isComplete, ...ranksOf(summaries) });
}

const ranksOf = (summaries: readonly StoredSummary[]) =>
  summarizeProblems(summaries.map(({ comparison }) => comparison));

/** What it is, what came of it, and its studies. */
async function writeTextOf(named: Named, summaries: readonly StoredSummary[]): Promise<void> {
  const { comparison: stored } = named;
  if (stored !== undefined) await write(`${headLines(stored).join('\n')}\n`);
  const command = stored && commandWords(flagsOf(stored.definition).flags);
  if (summaries.length === 1) {
    const [{ comparison, isComplete, objective, name }] = summaries as [StoredSummary];
    const { metric, steps } = objective;
    const view = { comparison, isComplete, metric, steps, name, ...(command && { command }) };
    writePainted(`${resultLines(view).map(paint).join('\n')}\n\n`);
  } else if (summaries.length > 1) {
    const labels = summaries[0]!.comparison.strategies.map(({ name }) => name);
    const lines = problemsLines(ranksOf(summaries), labels);
    writePainted(`${lines.map(paint).join('\n')}\n\n`);
  }
  const failures = summaries.flatMap(failuresOf);
  if (failures.length > 0) await write(`${failures.join('\n')}\n\n`);
  await write(`${studyLines(named, summaries.length > 0).join('\n')}\n`);
}

/** Why strategies were left out, and where their code failed. */
function failuresOf({ comparison }: StoredSummary): readonly string[] {
  return comparison.strategies.flatMap(({ name, failure }) => {
    if (failure === undefined) return [];
    const [first = '', ...more] = failureLines(name, failure);
    return [...wrap(` ${first}`), ...more.map((line) => ` ${line}`)];
  });
}

function headLines({ name, createdAt, seconds, definition }: StoredComparison): string[] {
  const flags = Object.entries(withoutMarks(definition));
  const imported = isImported(definition) ? ' · imported' : '';
  return [
    ...wrap(
      `${name} · begun ${formatTime(createdAt)} · ${formatSeconds(seconds)} so far${imported}`,
    ),
    ...wrap(
      ` ${flags.map(([name, value]) => `${shownFlag(name)} ${textOfJson(value)}`).join(', ')}`,
    ),
  ];
}

/** Below a verdict, so many runs that have come to their end leave it on the screen. */
const MAX_LISTED = 12;

function studyLines({ comparison, studies: all, shown }: Named, hasVerdict: boolean): string[] {
  const lines: string[] = [];
  const isShort = !hasVerdict || all.length <= MAX_LISTED;
  const studies = isShort ? all : all.filter((study) => isNotable(study));
  const ownName = ({ name }: StudySummary): string =>
    comparison === undefined ? shown(name) : shown(name).slice(comparison.name.length + 1);
  const head = ['study', 'ended', 'failed', 'waiting', 'running', 'best', 'at trial', 'point'];
  const rows = studies.map((study) => {
    const { trials, best, budget } = study;
    const of = budget?.trials === undefined ? '' : `/${budget.trials}`;
    return [
      ...[ownName(study), `${endedOf(study)}${of}`],
      ...[trials.failed, trials.waiting, trials.running].map(String),
      ...(best === undefined ? ['-', '-', ''] : bestCells(best)),
    ];
  });
  if (studies.length < all.length) {
    const one = shown(all[0]!.name).replace(/\/\d+$/, '');
    const complete = all.length - studies.length;
    const many =
      complete === all.length ? `all ${complete} runs` : `${complete} of ${all.length} runs`;
    lines.push(...wrap(` ${many} are complete · tune show ${one} lists those of one strategy`));
    if (studies.length === 0) return lines;
    lines.push('');
  }
  const table = [head, ...rows];
  // Texts that are shortened in a table are whole below it.
  const fits = isWhole(table, terminalWidth());
  const columns = head.flatMap((_, j) => (fits || j < head.length - 1 ? [j] : []));
  const used = columns.filter((j) => rows.some((row) => row[j] !== '0'));
  lines.push(...alignFirst([pick(table, columns), pick(table, used)]));
  if (!fits) {
    const bests = studies.flatMap((study) =>
      study.best === undefined ? [] : pointLines(ownName(study), study.best.point),
    );
    lines.push('', ...bests);
  }
  if (isUnfinished({ comparison, studies })) {
    const next =
      comparison === undefined
        ? 'the program that began it goes on under the same name (tune serve)'
        : `tune resume ${comparison.name} goes on`;
    lines.push('', ...wrap(`not complete · ${next}`));
  }
  return lines;
}

/** It has not ended, or not every trial of it is complete. */
const isNotable = (study: StudySummary): boolean =>
  study.trials.failed > 0 ||
  endedOf(study) < (study.budget?.trials ?? 0) ||
  study.trials.running > 0;

const bestCells = ({ value, number, point }: NonNullable<StudySummary['best']>): string[] => [
  ...[formatValue(value), String(number), formatPoint(point)],
];

/** An option as it is typed; a definition of another version may have others. */
const shownFlag = (name: string): string =>
  Object.hasOwn(OPTIONS, name) ? flagOf(name as OptionName) : name;

const textOfJson = (value: Json): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** The best point of a study, below a table that has no room for it. */
const pointLines = (name: string, point: Point): string[] =>
  recordLines(
    name,
    Object.entries(point).map(([key, value]) => [key, formatValue(value)]),
    terminalWidth(),
    { isWhole: true },
  );

async function writeTrialsText(storage: Storage, name: string, shown: string): Promise<void> {
  const { trials } = (await readStudy(storage, name))!;
  const rows = trials.map((trial) => {
    const { number, state, value, point } = trial;
    const shown = value === undefined ? state : formatValue(value);
    return [String(number), shown, formatPoint(point), reasonOf(trial)?.split('\n')[0] ?? ''];
  });
  const lines = alignColumns([['trial', 'value', 'point', ''], ...rows]);
  await write(['', ...wrap(shown), ...lines, ''].join('\n'));
}

async function writeTrialsJson(storage: Storage, name: string, shown: string): Promise<void> {
  const { trials } = (await readStudy(storage, name))!;
  for (const trial of trials) {
    await writeJson({ type: 'trial', study: shown, ...trialFields(trial) });
    if (readerGone.aborted) break;
  }
}
