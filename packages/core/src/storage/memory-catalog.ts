import { coreError } from '../errors.ts';
import type { Catalog, StoredComparison } from './catalog.ts';
import { frozenCopy } from './frozen-copy.ts';
import { studyOf, type MemoryStudies } from './memory-study.ts';
import { summaryOf } from './study-summary.ts';

/** The catalog of studies in memory. */
export function memoryCatalog(studies: MemoryStudies): Catalog {
  const comparisons = new Map<string, StoredComparison>();
  const isUnder = (name: string, under: string) => name === under || name.startsWith(`${under}/`);
  const under = (name: string): string[] =>
    [...studies.keys()].filter((study) => isUnder(study, name));
  const put = (comparison: StoredComparison): StoredComparison => {
    const copy = frozenCopy(comparison);
    comparisons.set(copy.name, copy);
    return copy;
  };

  /** A comparison that has lost a study. */
  function reopen(name: string): void {
    const known = comparisons.get(name);
    if (known === undefined) return;
    const { result: _result, ...rest } = known;
    if (under(name).length > 0) put(rest);
    else comparisons.delete(name);
  }

  return {
    async studies(only) {
      return [...studies].flatMap(([name, { events }]) =>
        only === undefined || isUnder(name, only) ? (summaryOf(name, events) ?? []) : [],
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
        if (events[0]?.type === 'study-created') return [];
        if (only !== undefined && !isUnder(name, only)) return [];
        return { kind: 'study' as const, name, reason: 'event 1 is not study-created' };
      });
    },
    async addComparison(name, definition, at) {
      const added = { name, definition, createdAt: at, changedAt: at, seconds: 0 };
      return comparisons.get(name) ?? put(added);
    },
    async putComparison(name, definition, at) {
      const { createdAt = at, seconds = 0 } = comparisons.get(name) ?? {};
      put({ name, definition, createdAt, changedAt: at, seconds });
    },
    async recordProgress(name, { at, seconds, result }) {
      const known = comparisons.get(name);
      if (known === undefined) return;
      const { result: _result, ...rest } = known;
      const progress = { changedAt: at, seconds: known.seconds + seconds };
      put({ ...rest, ...progress, ...(result === undefined ? {} : { result }) });
    },
    async importStudies({ comparison, studies: imported }) {
      const names = imported.map(({ name }) => name);
      const taken =
        names.find((name, index) => studies.has(name) || names.indexOf(name) !== index) ??
        (comparison !== undefined && comparisons.has(comparison.name)
          ? comparison.name
          : undefined);
      if (taken !== undefined) throw coreError('STORAGE_NAME_TAKEN', { name: taken });
      // Copied first: what cannot be copied adds nothing.
      const copies = imported.map(frozenCopy);
      if (comparison !== undefined) put(comparison);
      for (const { name, events, reports } of copies) {
        const study = studyOf(studies, name);
        for (const event of events) study.events.push(event);
        for (const report of reports) study.reports.push(report);
      }
    },
    async remove(name, { ifEmpty = false } = {}) {
      const gone = under(name);
      if (ifEmpty && gone.length > 0) return 0;
      comparisons.delete(name);
      for (const study of gone) studies.delete(study);
      if (gone.length > 0) reopen(name.split('/')[0]!);
      return gone.length;
    },
  };
}
