import { coreError } from '../errors.ts';
import type { Catalog, StoredComparison } from './catalog.ts';
import { frozenCopy } from './frozen-copy.ts';
import { studyOf, type MemoryStudies } from './memory-study.ts';
import { summaryOf } from './study-summary.ts';

/** The catalog of studies in memory. */
export function memoryCatalog(studies: MemoryStudies): Catalog {
  const comparisons = new Map<string, StoredComparison>();
  const isUnder = (name: string, under: string) => name === under || name.startsWith(`${under}/`);
  const put = (comparison: StoredComparison): void =>
    void comparisons.set(comparison.name, frozenCopy(comparison));

  return {
    async studies(under) {
      return [...studies].flatMap(([name, { events }]) =>
        under === undefined || isUnder(name, under) ? (summaryOf(name, events) ?? []) : [],
      );
    },
    async comparisons() {
      return [...comparisons.values()];
    },
    async comparison(name) {
      return comparisons.get(name);
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
    async remove(name) {
      comparisons.delete(name);
      const gone = [...studies.keys()].filter((study) => isUnder(study, name));
      for (const study of gone) studies.delete(study);
      return gone.length;
    },
  };
}
