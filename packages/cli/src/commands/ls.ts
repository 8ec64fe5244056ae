import type { Storage, StoredComparison, StudySummary } from '@tune/core';
import { flagsOf } from '../comparison/definition.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { log, terminalWidth, write, writeJson, type JsonRecord } from '../process/output.ts';
import { formatAge, formatTime, formatValue } from '../reporters/format.ts';
import { alignFirst, pick, type Rows } from '../terminal/table.ts';
import { damageLines } from '../stored/damage.ts';
import { entriesOf, type Entry } from '../stored/entries.ts';
import { runName, summaryLine } from '../stored/names.ts';
import { isStored, openStored, shownFile } from '../stored/open-storage.ts';
import { isUnfinished, progressOf } from '../stored/progress.ts';
import { searchersOf } from '../stored/searchers.ts';

type LsFlags = Flags<'storage' | 'json'>;

const HEAD = [
  ...['name', 'objective', 'strategies', 'trials', 'repeats', 'seed', 'best', 'state', 'changed'],
];

/** `tune ls`: what is stored, the latest last. */
export async function lsCommand(flags: LsFlags): Promise<number> {
  if (!isStored(flags)) return nothing(flags);
  const storage = await openStored(flags);
  try {
    const { catalog } = storage;
    const damaged = await catalog.damaged();
    const found = entriesOf(await catalog.comparisons(), await catalog.studies(), damaged);
    const entries = found.toSorted((a, b) => changedAt(a) - changedAt(b));
    const running = await runningOf(storage, entries);
    if (flags.json) {
      for (const entry of entries) await writeJson(lineOf(entry, running));
    } else if (entries.length === 0) {
      return await nothing(flags);
    } else {
      const rows = entries.map((entry) => rowOf(entry, running));
      await write(`${listLines([HEAD, ...rows]).join('\n')}\n`);
    }
    if (!flags.json) for (const line of damageLines(damaged)) log(line);
    return damaged.length === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    await storage.close();
  }
}

/** Where the terminal is narrow, name, trials, best and state are left. The name is to be typed: it is whole. */
const listLines = (rows: Rows): string[] =>
  alignFirst(
    [
      rows,
      pick(rows, [0, 2, 3, 4, 6, 7, 8]),
      pick(rows, [0, 3, 4, 6, 7]),
      pick(rows, [0, 3, 6, 7]),
    ],
    terminalWidth(),
    [0],
  );

async function nothing({ storage, json }: LsFlags): Promise<number> {
  if (!json) await write(`nothing is stored in ${shownFile(storage)}\n`);
  return EXIT.ok;
}

/** The studies that a process of this machine searches now. */
async function runningOf(
  storage: Storage,
  entries: readonly Entry[],
): Promise<ReadonlySet<string>> {
  const searchers = await searchersOf(storage, [...new Set(entries.flatMap((one) => one.studies))]);
  return new Set(searchers.map(({ study }) => study));
}

const changedAt = ({ comparison, studies }: Entry): number =>
  studies.reduce((last, study) => Math.max(last, study.changedAt), comparison?.changedAt ?? 0);

function stateOf(entry: Entry, running: ReadonlySet<string>): string {
  if (entry.damaged.length > 0) return 'damaged';
  if (entry.studies.some(({ name }) => running.has(name))) return 'running';
  return isUnfinished(entry) ? 'stopped' : 'complete';
}

/** `mnist quick`, as the studies say. */
const objectivesOf = ({ studies }: Entry): string =>
  listed(
    studies.map(({ objective: { name, preset } = { name: '-' } }) =>
      preset === undefined ? name : `${name} ${preset}`,
    ),
  );

function strategiesOf({ comparison, studies }: Entry): string {
  const labels = comparison?.runs.map(({ label }) => label);
  return listed(labels ?? studies.map(({ strategy }) => strategy.name));
}

const listed = (names: readonly string[]): string => [...new Set(names)].join(',') || '-';

const flagsOfEntry = ({ comparison }: Entry) =>
  comparison === undefined ? undefined : flagsOf(comparison.definition).flags;

function rowOf(entry: Entry, running: ReadonlySet<string>): string[] {
  const { ended, planned, best } = progressOf(entry);
  const { repeats, seed } = flagsOfEntry(entry) ?? { repeats: '-', seed: seedOf(entry) };
  return [
    ...[entry.name, objectivesOf(entry), strategiesOf(entry)],
    planned === undefined ? `${ended}` : `${ended}/${planned}`,
    ...[String(repeats), String(seed)],
    ...[best === undefined ? '-' : formatValue(best), stateOf(entry, running)],
    formatAge(Date.now() - changedAt(entry)),
  ];
}

const seedOf = ({ kind, studies: [study] }: Entry): number | string =>
  kind === 'study' && study !== undefined ? study.seed : '-';

function lineOf(entry: Entry, running: ReadonlySet<string>): JsonRecord {
  const { name, comparison, studies, damaged } = entry;
  const { ended, planned, best } = progressOf(entry);
  const { trials, repeats, seed } = flagsOfEntry(entry) ?? {};
  const shown = shownNames(comparison);
  return {
    type: comparison === undefined ? entry.kind : 'comparison',
    ...{ name, measured: ended, planned: planned ?? null, best: best ?? null },
    state: stateOf(entry, running),
    changedAt: formatTime(changedAt(entry)),
    ...(comparison === undefined ? {} : { trials, repeats, seed }),
    studies: studies.map((study) => summaryLine(study, shown)),
    ...(damaged.length === 0 ? {} : { damaged }),
  };
}

function shownNames(comparison: StoredComparison | undefined) {
  const names = new Map(
    comparison?.runs.map((run) => [run.study, runName(comparison.name, run)]) ?? [],
  );
  return (study: StudySummary['name']): string => names.get(study) ?? study;
}
