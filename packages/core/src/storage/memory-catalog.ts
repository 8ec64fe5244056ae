import { coreError } from '../errors.ts';
import type { Catalog, ComparedRun, StoredComparison } from './catalog.ts';
import { frozenCopy } from './frozen-copy.ts';
import { studyOf, type MemoryStudies } from './memory-study.ts';
import { summaryOf } from './study-summary.ts';

/** The catalog of studies in memory. */
export function memoryCatalog(studies: MemoryStudies): Catalog {
  const comparisons = new Map<string, StoredComparison>();
  const isUnder = (name: string, under: string) => name === under || name.startsWith(`${under}/`);
  const isOneOf = (name: string, under: string | readonly string[] | undefined): boolean =>
    under === undefined || [under].flat().some((one) => isUnder(name, one));
  const under = (names: readonly string[]): string[] =>
    [...studies.keys()].filter((study) => isOneOf(study, names));
  const put = (comparison: StoredComparison): StoredComparison => {
    const copy = frozenCopy(comparison);
    comparisons.set(copy.name, copy);
    return copy;
  };
  const hasBegun = ({ study }: ComparedRun): boolean => studies.has(study);

  /** The studies that go with a name. */
  function goneWith(name: string): string[] {
    const comparison = comparisons.get(name);
    if (comparison === undefined) return under([name]);
    const others = [...comparisons.values()].filter((one) => one.name !== name);
    const kept = new Set(others.flatMap(({ runs }) => runs.map(({ study }) => study)));
    const own = comparison.runs.map(({ study }) => study);
    return under(own.filter((study) => !kept.has(study)));
  }

  /** Comparisons that have lost a study, or look at one that has changed. */
  function reopen(changed: ReadonlySet<string>): void {
    for (const comparison of comparisons.values()) {
      if (!comparison.runs.some(({ study }) => changed.has(study))) continue;
      const { result: _result, ...rest } = comparison;
      if (rest.runs.some(hasBegun)) put({ ...rest, revision: rest.revision + 1 });
      else comparisons.delete(rest.name);
    }
  }

  return {
    async studies(only) {
      return [...studies].flatMap(([name, { events }]) =>
        isOneOf(name, only) ? (summaryOf(name, events) ?? []) : [],
      );
    },
    async comparisons() {
      return [...comparisons.values()];
    },
    async comparison(name) {
      return comparisons.get(name);
    },
    async damaged(only) {
      return [...studies].flatMap(([name, { events }]) => {
        if (events[0]?.type === 'study-created' || !isOneOf(name, only)) return [];
        return { kind: 'study' as const, name, reason: 'event 1 is not study-created' };
      });
    },
    async addComparison(name, view, at) {
      const { definition, runs } = view;
      const times = { createdAt: at, changedAt: at, seconds: 0 };
      const added = { name, revision: 1, definition, runs, ...times };
      return comparisons.get(name) ?? put(added);
    },
    async changeComparison(name, view, { at, expected }) {
      const known = comparisons.get(name);
      if (known?.revision !== expected) return undefined;
      const { createdAt, seconds } = known;
      const { definition, runs } = view;
      const times = { createdAt, changedAt: at, seconds };
      return put({ name, revision: expected + 1, definition, runs, ...times });
    },
    async recordProgress(name, { at, seconds, complete }) {
      const known = comparisons.get(name);
      if (known === undefined) return;
      const { result: _result, ...rest } = known;
      const isIts = complete?.expected === known.revision;
      const progress = { changedAt: at, seconds: known.seconds + seconds };
      put({ ...rest, ...progress, ...(isIts ? { result: complete!.result } : {}) });
    },
    async reopenComparisons(changed) {
      reopen(new Set(changed));
    },
    async importStudies({ comparison, studies: imported }) {
      const names = imported.map(({ name }) => name);
      const idOf = (events: readonly unknown[] | undefined) =>
        (events?.[0] as { readonly id?: string } | undefined)?.id;
      const isStored = ({ name, events }: (typeof imported)[number]): boolean =>
        studies.has(name) && idOf(studies.get(name)?.events) === idOf(events);
      const added = imported.filter((study) => !isStored(study));
      const taken =
        added.find(({ name }) => studies.has(name))?.name ??
        names.find((name, index) => names.indexOf(name) !== index) ??
        (comparison !== undefined && comparisons.has(comparison.name)
          ? comparison.name
          : undefined);
      if (taken !== undefined) throw coreError('STORAGE_NAME_TAKEN', { name: taken });
      // Copied first: what cannot be copied adds nothing.
      const copies = added.map(frozenCopy);
      for (const { name, events, reports } of copies) {
        const study = studyOf(studies, name);
        for (const event of events) study.events.push(event);
        for (const report of reports) study.reports.push(report);
      }
      if (comparison === undefined) return copies.length;
      // A study that was kept may have other trials, or fewer.
      const { result, ...open } = { ...comparison, revision: 1 };
      const hasAll = imported.every(({ name, events }) => {
        const kept = studies.get(name)?.events[events.length - 1];
        return JSON.stringify(kept) === JSON.stringify(events.at(-1));
      });
      put(hasAll && result !== undefined ? { ...open, result } : open);
      return copies.length;
    },
    async remove(name, { ifEmpty = false } = {}) {
      const gone = goneWith(name);
      if (ifEmpty && (comparisons.get(name)?.runs.some(hasBegun) ?? gone.length > 0)) return 0;
      comparisons.delete(name);
      for (const study of gone) studies.delete(study);
      reopen(new Set(gone));
      return gone.length;
    },
  };
}
