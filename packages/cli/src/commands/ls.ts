import type { StoredComparison, StudySummary } from '@tune/core';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { terminalWidth, write, writeJson } from '../process/output.ts';
import { formatAge, formatTime, formatValue } from '../reporters/format.ts';
import { alignColumns } from '../terminal/table.ts';
import { comparisonNameOf, summaryLine } from '../stored/names.ts';
import { isStored, openStored, shownFile } from '../stored/open-storage.ts';
import { isOutstanding, progressOf } from '../stored/progress.ts';

type LsFlags = Flags<'storage' | 'json'>;

/** A line of the list: a comparison with its studies, or a study that belongs to none. */
interface Entry {
  readonly name: string;
  readonly comparison: StoredComparison | undefined;
  readonly studies: readonly StudySummary[];
}

/** The name is to be typed: it is not shortened. */
const WHOLE = [0];

/** `tune ls`: what is stored, the latest last. */
export async function lsCommand(flags: LsFlags): Promise<number> {
  if (!isStored(flags)) return nothing(flags);
  const storage = await openStored(flags);
  try {
    const { catalog } = storage;
    const entries = entriesOf(await catalog.comparisons(), await catalog.studies());
    if (flags.json) {
      for (const entry of entries) await writeJson(lineOf(entry));
    } else if (entries.length === 0) {
      return await nothing(flags);
    } else {
      const head = ['name', 'strategies', 'trials', 'best', 'state', 'changed'];
      await write(
        `${alignColumns([head, ...entries.map(rowOf)], terminalWidth(), WHOLE).join('\n')}\n`,
      );
    }
    return EXIT.ok;
  } finally {
    await storage.close();
  }
}

async function nothing({ storage, json }: LsFlags): Promise<number> {
  if (!json) await write(`nothing is stored in ${shownFile(storage)}\n`);
  return EXIT.ok;
}

function entriesOf(
  comparisons: readonly StoredComparison[],
  studies: readonly StudySummary[],
): readonly Entry[] {
  const known = new Map<string, StudySummary[]>(comparisons.map(({ name }) => [name, []]));
  const single: Entry[] = [];
  for (const study of studies) {
    const own = known.get(comparisonNameOf(study.name));
    if (own !== undefined) own.push(study);
    else single.push({ name: study.name, comparison: undefined, studies: [study] });
  }
  const named = comparisons.map((comparison): Entry => {
    const { name } = comparison;
    return { name, comparison, studies: known.get(name)! };
  });
  return [...named, ...single].toSorted((a, b) => changedAt(a) - changedAt(b));
}

const changedAt = ({ comparison, studies }: Entry): number =>
  studies.reduce((last, study) => Math.max(last, study.changedAt), comparison?.changedAt ?? 0);

function stateOf({ comparison, studies }: Entry): string {
  if (comparison?.result !== undefined) return 'complete';
  return studies.some(isOutstanding) ? 'to go on' : 'ended';
}

function rowOf(entry: Entry): string[] {
  const { name, studies } = entry;
  const { ended, planned, best } = progressOf(studies);
  const strategies = [...new Set(studies.map(({ strategy }) => strategy.name))].join(',');
  return [
    ...[name, strategies, planned === undefined ? `${ended}` : `${ended}/${planned}`],
    ...[best === undefined ? '-' : formatValue(best), stateOf(entry)],
    formatAge(Date.now() - changedAt(entry)),
  ];
}

function lineOf(entry: Entry): object {
  const { name, comparison, studies } = entry;
  const { ended, planned, best } = progressOf(studies);
  return {
    type: comparison === undefined ? 'study' : 'comparison',
    ...{ name, trials: ended, planned: planned ?? null, best: best ?? null, state: stateOf(entry) },
    changedAt: formatTime(changedAt(entry)),
    studies: studies.map(summaryLine),
  };
}
