import { flagsOf } from '../comparison/definition.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { log, terminalWidth, write, writeJson } from '../process/output.ts';
import { formatAge, formatValue } from '../reporters/format.ts';
import { alignFirst, pick, type Rows } from '../terminal/table.ts';
import { damageLines } from '../stored/damage.ts';
import { entriesOf, type Entry } from '../stored/entries.ts';
import { changedAt, runningOf, stateOf } from '../stored/entry-state.ts';
import { runNames } from '../stored/names.ts';
import { isStored, openStored, shownFile } from '../stored/open-storage.ts';
import { progressOf } from '../stored/progress.ts';
import { storedRecord } from '../stored/stored-record.ts';

type LsFlags = Flags<'storage' | 'json'>;

const HEAD = [
  ...['name', 'objective', 'strategies', 'trials', 'repeats', 'seed', 'best', 'state', 'changed'],
];

/** `tune ls`: what is stored, the latest last. */
export async function lsCommand(flags: LsFlags): Promise<number> {
  if (!(await isStored(flags))) return nothing(flags);
  const storage = await openStored(flags);
  try {
    const { catalog } = storage;
    const damaged = await catalog.damaged();
    const comparisons = await catalog.comparisons();
    const found = entriesOf(comparisons, await catalog.studies(), damaged);
    const entries = found.toSorted((a, b) => changedAt(a) - changedAt(b));
    const running = await runningOf(storage, entries);
    if (flags.json) {
      for (const entry of entries) {
        await writeJson(
          storedRecord(
            entry,
            running,
            runNames(entry.comparison === undefined ? [] : [entry.comparison]),
          ),
        );
      }
    } else if (entries.length === 0) {
      return await nothing(flags);
    } else {
      const rows = entries.map((entry) => rowOf(entry, running));
      await write(`${listLines([HEAD, ...rows]).join('\n')}\n`);
    }
    const lines = flags.json ? [] : damageLines(damaged, runNames(comparisons));
    for (const line of lines) log(line);
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
    // The times of what is damaged are not known.
    changedAt(entry) === 0 ? '-' : formatAge(Date.now() - changedAt(entry)),
  ];
}

const seedOf = ({ kind, studies: [study] }: Entry): number | string =>
  kind === 'study' && study !== undefined ? study.seed : '-';
