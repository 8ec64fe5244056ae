import type { StoredComparison, StudySummary } from '@tune/core';
import type { Damage } from '@tune/core/plugin';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { log, terminalWidth, write, writeJson, type JsonRecord } from '../process/output.ts';
import { formatAge, formatTime, formatValue } from '../reporters/format.ts';
import { alignFirst, pick, type Rows } from '../terminal/table.ts';
import { damageLines } from '../stored/damage.ts';
import { comparisonNameOf, summaryLine } from '../stored/names.ts';
import { isStored, openStored, shownFile } from '../stored/open-storage.ts';
import { hasResult, isUnfinished, progressOf } from '../stored/progress.ts';

type LsFlags = Flags<'storage' | 'json'>;

/** A line of the list: a comparison with its studies, or a study that belongs to none. */
interface Entry {
  readonly name: string;
  readonly comparison: StoredComparison | undefined;
  readonly studies: readonly StudySummary[];
  /** What is damaged of it. */
  readonly damaged: readonly Damage[];
}

/** `tune ls`: what is stored, the latest last. */
export async function lsCommand(flags: LsFlags): Promise<number> {
  if (!isStored(flags)) return nothing(flags);
  const storage = await openStored(flags);
  try {
    const { catalog } = storage;
    const damaged = await catalog.damaged();
    const entries = entriesOf(await catalog.comparisons(), await catalog.studies(), damaged);
    if (flags.json) {
      for (const entry of entries) await writeJson(lineOf(entry));
    } else if (entries.length === 0) {
      return await nothing(flags);
    } else {
      const head = ['name', 'kind', 'strategies', 'trials', 'best', 'state', 'changed'];
      await write(`${listLines([head, ...entries.map(rowOf)]).join('\n')}\n`);
    }
    if (!flags.json) for (const line of damageLines(damaged)) log(line);
    return damaged.length === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    await storage.close();
  }
}

/** Where the terminal is narrow, name, trials, best and state are left. The name is to be typed: it is whole. */
const listLines = (rows: Rows): string[] =>
  alignFirst([rows, pick(rows, [0, 2, 3, 4, 5]), pick(rows, [0, 3, 4, 5])], terminalWidth(), [0]);

async function nothing({ storage, json }: LsFlags): Promise<number> {
  if (!json) await write(`nothing is stored in ${shownFile(storage)}\n`);
  return EXIT.ok;
}

function entriesOf(
  comparisons: readonly StoredComparison[],
  studies: readonly StudySummary[],
  damaged: readonly Damage[],
): readonly Entry[] {
  const known = new Map<string, Entry>();
  /** The entry that a study belongs to: its comparison, or one of its own. */
  const entryOf = (name: string): Entry => {
    const own = known.get(comparisonNameOf(name)) ?? known.get(name);
    return own ?? put({ name, comparison: undefined, studies: [], damaged: [] });
  };
  const put = (entry: Entry): Entry => {
    known.set(entry.name, entry);
    return entry;
  };
  for (const comparison of comparisons) {
    put({ name: comparison.name, comparison, studies: [], damaged: [] });
  }
  for (const one of damaged) {
    const entry = one.kind === 'comparison' ? known.get(one.name) : entryOf(one.name);
    const {
      comparison,
      damaged: before,
      ...rest
    } = entry ?? {
      ...{ name: one.name, comparison: undefined, studies: [], damaged: [] },
    };
    put({ ...rest, comparison, damaged: [...before, one] });
  }
  const unreadable = new Set(damaged.map(({ name }) => name));
  for (const study of studies) {
    if (unreadable.has(study.name)) continue;
    const entry = entryOf(study.name);
    put({ ...entry, studies: [...entry.studies, study] });
  }
  return [...known.values()].toSorted((a, b) => changedAt(a) - changedAt(b));
}

const changedAt = ({ comparison, studies }: Entry): number =>
  studies.reduce((last, study) => Math.max(last, study.changedAt), comparison?.changedAt ?? 0);

const kindOf = ({ comparison }: Entry): string =>
  comparison === undefined ? 'study' : 'comparison';

function stateOf(entry: Entry): string {
  if (entry.damaged.length > 0) return 'damaged';
  if (hasResult(entry)) return 'complete';
  return isUnfinished(entry) ? 'to go on' : 'ended';
}

function rowOf(entry: Entry): string[] {
  const { name, studies } = entry;
  const { ended, planned, best } = progressOf(studies);
  const strategies = [...new Set(studies.map(({ strategy }) => strategy.name))].join(',');
  return [
    ...[
      name,
      kindOf(entry),
      strategies,
      planned === undefined ? `${ended}` : `${ended}/${planned}`,
    ],
    ...[best === undefined ? '-' : formatValue(best), stateOf(entry)],
    formatAge(Date.now() - changedAt(entry)),
  ];
}

function lineOf(entry: Entry): JsonRecord {
  const { name, studies, damaged } = entry;
  const { ended, planned, best } = progressOf(studies);
  return {
    type: kindOf(entry),
    ...{ name, trials: ended, planned: planned ?? null, best: best ?? null, state: stateOf(entry) },
    changedAt: formatTime(changedAt(entry)),
    studies: studies.map(summaryLine),
    ...(damaged.length === 0 ? {} : { damaged }),
  };
}
