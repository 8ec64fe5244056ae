import { randomUUID } from 'node:crypto';
import type { Catalog, StoredComparison } from '@tune/core';
import { coreError, type ImportedStudies } from '@tune/core/plugin';
import type { Connection } from './connection.ts';
import type { Staging } from './staging.ts';
import type { StudyRows } from './study-rows.ts';

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

  /** @throws STORAGE_NAME_TAKEN */
  function checkNames({ comparison: added, studies }: ImportedStudies): void {
    const names = studies.map(({ name }) => name);
    const isTaken = (name: string, index: number) =>
      names.indexOf(name) !== index || rows.find(name) !== undefined;
    const taken =
      names.find(isTaken) ??
      (added !== undefined && hasComparison(added.name) ? added.name : undefined);
    if (taken !== undefined) throw coreError('STORAGE_NAME_TAKEN', { name: taken });
  }

  /** Writes a study that does not have its name yet. @returns its row */
  async function add(
    { events, reports }: ImportedStudies['studies'][number],
    stage: number,
  ): Promise<number> {
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
    read(() => checkNames(imported));
    const stage = write(false, () => staging.begin());
    try {
      const ids: number[] = [];
      for (const study of imported.studies) ids.push(await add(study, stage));
      flush();
      write(true, () => {
        checkNames(imported);
        imported.studies.forEach(({ name }, index) => publish.run(name, ids[index]!));
        if (imported.comparison !== undefined) addComparison(imported.comparison);
        staging.end(stage);
      });
    } catch (error) {
      // If that fails too, it is left to the next one that opens the file.
      await staging.clear(stage).catch(() => undefined);
      throw error;
    }
  };
}
