import { randomUUID } from 'node:crypto';
import type { Catalog, StoredComparison } from '@tune/core';
import { coreError, type ImportedStudies } from '@tune/core/plugin';
import type { Connection } from './connection.ts';
import type { Staging } from './staging.ts';
import { isStudy, type StudyRows } from './study-rows.ts';

type Study = ImportedStudies['studies'][number];

interface Comparisons {
  hasComparison(name: string): boolean;
  addComparison(comparison: StoredComparison): void;
}

/**
 * Imports all studies or none without holding the write lock for long. They are written in pieces under
 * random names, as part of a stage, which hides them; one short transaction at the end gives them their
 * names.
 */
export function studyImport(
  { db, read, write, flush }: Connection,
  rows: StudyRows,
  staging: Staging,
  { hasComparison, addComparison }: Comparisons,
): Catalog['importStudies'] {
  const publish = db.prepare('UPDATE study SET name = ?, import = NULL WHERE id = ?');

  const bodyAt = db.prepare('SELECT body FROM event WHERE study = ? AND seq = ?');

  /** Whether the same study is stored. */
  function isStored({ name, events: [created] }: Study): boolean {
    const id = created?.type === 'study-created' ? created.id : undefined;
    const row = rows.find(name);
    return row !== undefined && id !== undefined && isStudy(row, id);
  }

  /**
   * @returns the studies that are not stored yet
   * @throws STORAGE_NAME_TAKEN
   */
  function checkNames({ comparison: added, studies }: ImportedStudies): readonly Study[] {
    const names = new Set<string>();
    const missing = studies.filter((study) => !isStored(study));
    const isTwice = ({ name }: Study) => names.has(name) || !names.add(name);
    const taken =
      studies.find(isTwice)?.name ??
      missing.find(({ name }) => rows.find(name) !== undefined)?.name ??
      (added !== undefined && hasComparison(added.name) ? added.name : undefined);
    if (taken !== undefined) throw coreError('STORAGE_NAME_TAKEN', { name: taken });
    return missing;
  }

  /** Whether a stored study goes on where the imported one ends: no two have an event in common by chance. */
  function hasAll({ name, events }: Study): boolean {
    const row = rows.find(name);
    const last = row && (bodyAt.get(row.id, events.length - 1) as [body: string] | undefined);
    return last?.[0] === JSON.stringify(events.at(-1));
  }

  /** The comparison; without its result if it looks at other trials here. */
  function comparisonOf({ comparison, studies }: ImportedStudies): StoredComparison | undefined {
    if (comparison?.result === undefined || studies.every(hasAll)) return comparison;
    const { result: _result, ...open } = comparison;
    return open;
  }

  /** Writes a study that does not have its name yet. @returns its row */
  async function add({ events, reports }: Study, stage: number): Promise<number> {
    const id = write(false, () => rows.addStudy(randomUUID(), events[0], stage));
    await staging.inPieces(events.length, (from, to) =>
      rows.addEvents(id, from, events.slice(from, to)),
    );
    await staging.inPieces(reports.length, (from, to) =>
      rows.addReports(id, reports.slice(from, to)),
    );
    return id;
  }

  return async (imported) => {
    const studies = read(() => checkNames(imported));
    const stage = write(false, () => staging.begin());
    try {
      const ids = new Map<string, number>();
      for (const study of studies) ids.set(study.name, await add(study, stage));
      flush();
      const added = write(true, () => {
        const missing = checkNames(imported);
        // One that was stored before, and was removed meanwhile, has not been written.
        const lost = missing.find(({ name }) => !ids.has(name));
        if (lost !== undefined) throw coreError('STUDY_REMOVED', { study: lost.name });
        for (const { name } of missing) publish.run(name, ids.get(name)!);
        const comparison = comparisonOf(imported);
        if (comparison !== undefined) addComparison(comparison);
        if (missing.length === studies.length) staging.end(stage);
        return missing.length;
      });
      // Another import has added the same study meanwhile.
      if (added < studies.length) await staging.clear(stage).catch(() => undefined);
      return added;
    } catch (error) {
      // If that fails too, it is left to the next one that opens the file.
      await staging.clear(stage).catch(() => undefined);
      throw error;
    }
  };
}
