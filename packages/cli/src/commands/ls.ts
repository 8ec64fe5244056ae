import type { StoredComparison, StudySummary } from '@tune/runtime';
import { EXIT } from '../exit-code.ts';
import { isStored, openFile, shownFile, type StorageFlags } from '../open-storage.ts';
import { write } from '../output.ts';
import { formatAge, formatValue } from '../reporters/format.ts';
import { alignColumns } from '../reporters/table.ts';
import { isOutstanding, progressOf } from '../stored-progress.ts';

/** A line of the list: a comparison with its studies, or a study that belongs to none. */
interface Entry {
  readonly name: string;
  readonly comparison: StoredComparison | undefined;
  readonly studies: readonly StudySummary[];
}

/** `tune ls`: what is stored, the latest last. */
export async function lsCommand(flags: StorageFlags & { json: boolean }): Promise<number> {
  if (!isStored(flags)) return nothing(flags);
  const file = openFile(flags);
  try {
    const entries = entriesOf(file.catalog.comparisons(), file.catalog.studies());
    if (flags.json) {
      for (const entry of entries) await write(`${JSON.stringify(lineOf(entry))}\n`);
    } else if (entries.length === 0) {
      return await nothing(flags);
    } else {
      const head = ['name', 'strategies', 'trials', 'best', 'state', 'changed'];
      await write(`${alignColumns([head, ...entries.map(rowOf)]).join('\n')}\n`);
    }
    return EXIT.ok;
  } finally {
    file.close();
  }
}

async function nothing({ storage, json }: StorageFlags & { json: boolean }): Promise<number> {
  if (!json) await write(`nothing is stored in ${shownFile(storage)}\n`);
  return EXIT.ok;
}

function entriesOf(
  comparisons: readonly StoredComparison[],
  studies: readonly StudySummary[],
): readonly Entry[] {
  const isKnown = new Set(comparisons.map(({ name }) => name));
  const byName = new Map<string, StudySummary[]>();
  for (const study of studies) {
    const name = study.name.split('/')[0]!;
    byName.set(name, [...(byName.get(name) ?? []), study]);
  }
  const lone = studies.filter(({ name }) => !isKnown.has(name.split('/')[0]!));
  const entries: Entry[] = [
    ...comparisons.map((comparison) => {
      const { name } = comparison;
      return { name, comparison, studies: byName.get(name) ?? [] };
    }),
    ...lone.map((study) => ({ name: study.name, comparison: undefined, studies: [study] })),
  ];
  return entries.toSorted((a, b) => changedAt(a) - changedAt(b));
}

const changedAt = ({ comparison, studies }: Entry): number =>
  Math.max(comparison?.changedAt ?? 0, ...studies.map((study) => study.changedAt));

function stateOf({ comparison, studies }: Entry): string {
  if (comparison?.result !== undefined) return 'complete';
  return studies.some(isOutstanding) ? 'to go on' : 'ended';
}

function rowOf(entry: Entry): string[] {
  const { name, studies } = entry;
  const { ended, planned, best } = progressOf(studies);
  const strategies = [...new Set(studies.map(({ strategy }) => strategy))].join(',');
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
    ...{ changedAt: new Date(changedAt(entry)).toISOString(), studies },
  };
}
