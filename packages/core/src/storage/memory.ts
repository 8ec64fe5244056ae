import { coreError } from '../errors.ts';
import { frozenCopy } from './frozen-copy.ts';
import { memoryCatalog } from './memory-catalog.ts';
import { idOf, studyOf, type MemoryStudies, type MemoryStudy } from './memory-study.ts';
import type { Storage } from './storage.ts';

/**
 * A storage that lives as long as the process. What it hands out is frozen.
 *
 * @example
 * ```ts
 * import { memoryStorage } from '@tune/core';
 * const storage = memoryStorage();
 * const studies = await storage.catalog.studies(); // []
 * ```
 */
export function memoryStorage(): Storage {
  const studies: MemoryStudies = new Map();

  const isOther = (study: MemoryStudy | undefined, id: string | undefined): boolean =>
    id !== undefined && idOf(study) !== id;

  /** @throws STUDY_REMOVED */
  function find(name: string, id: string | undefined): MemoryStudy | undefined {
    const study = studies.get(name);
    if (isOther(study, id)) throw coreError('STUDY_REMOVED', { study: name });
    return study;
  }

  return {
    catalog: memoryCatalog(studies),
    async append(study, events, { expectedVersion, id }) {
      const actual = find(study, id)?.events.length ?? 0;
      if (actual !== expectedVersion) {
        throw coreError('STORAGE_CONFLICT', { study, expected: expectedVersion, actual });
      }
      // Copied first: what cannot be copied adds nothing.
      const copies = events.map(frozenCopy);
      const { events: log } = studyOf(studies, study);
      for (const event of copies) log.push(event);
      return log.length;
    },
    isCurrent(study, version, id) {
      const found = studies.get(study);
      return found?.events.length === version && !isOther(found, id);
    },
    async *read(study, since, id) {
      const { events = [] } = find(study, id) ?? {};
      // Events appended while reading are read too: the length is looked up each time.
      for (let index = since; index < events.length; index++) yield events[index]!;
    },
    async addReports(study, reports, id) {
      const copies = reports.map(frozenCopy);
      const found = studies.get(study);
      if (isOther(found, id)) return;
      for (const report of copies) found?.reports.push(report);
    },
    async *readReports(study, { since = 0, trial } = {}) {
      const { reports = [] } = studies.get(study) ?? {};
      for (let index = since; index < reports.length; index++) {
        const report = reports[index]!;
        if (trial === undefined || report.number === trial) yield report;
      }
    },
    async heartbeat(study, holder) {
      const heartbeats = studies.get(study)?.heartbeats;
      heartbeats?.set(holder, (heartbeats.get(holder) ?? 0) + 1);
    },
    async readHeartbeats(study) {
      return new Map(studies.get(study)?.heartbeats);
    },
    async close() {},
  };
}
