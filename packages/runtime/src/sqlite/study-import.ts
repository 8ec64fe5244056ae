import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Catalog, StoredComparison } from '@tune/core';
import { coreError, type ImportedStudies } from '@tune/core/plugin';
import { processLease } from '../process-lease.ts';
import type { Connection } from './connection.ts';
import type { StudyRows } from './study-rows.ts';

/** Events that one transaction adds: others get the lock after a few hundredths of a second. */
const CHUNK = 2000;

/** An import on a machine that is not known to have crashed may take this long. */
const MAX_IMPORT_MS = 24 * 3600 * 1000;

type ImportRow = [id: number, holder: string, at: number];

interface Comparisons {
  comparison(name: string): StoredComparison | undefined;
  addComparison(comparison: StoredComparison): void;
}

/**
 * Imports all studies or none without holding the write lock for long. They are written in chunks under
 * random names, marked with an `import`, which hides them from lists; one short transaction at the end
 * gives them their names. What a crashed import has left is removed by the next one.
 */
export function studyImport(
  { db, read, write }: Connection,
  rows: StudyRows,
  { comparison, addComparison }: Comparisons,
): Catalog['importStudies'] {
  const sql = statements(db);
  const { holder, isGone } = processLease();

  /** @throws STORAGE_NAME_TAKEN */
  function checkNames({ comparison: added, studies }: ImportedStudies): void {
    const names = studies.map(({ name }) => name);
    const isTaken = (name: string, index: number) =>
      names.indexOf(name) !== index || rows.find(name) !== undefined;
    const taken =
      names.find(isTaken) ?? (added === undefined ? undefined : comparison(added.name)?.name);
    if (taken !== undefined) throw coreError('STORAGE_NAME_TAKEN', { name: taken });
  }

  function removeLeftovers(): void {
    const now = Date.now();
    for (const [id, other, at] of read(() => sql.imports.all()) as ImportRow[]) {
      const isOver = isGone?.(other) ?? now - at > MAX_IMPORT_MS;
      if (isOver) write(false, () => void sql.remove.run(id));
    }
  }

  /** Writes a study that does not have its name yet. @returns its id */
  async function stage(
    { events, reports }: ImportedStudies['studies'][number],
    importId: number,
  ): Promise<number> {
    const id = write(false, () => rows.addStudy(randomUUID(), events[0]?.at ?? 0, importId));
    for (let from = 0; from < events.length; from += CHUNK) {
      write(false, () => rows.addEvents(id, from, events.slice(from, from + CHUNK)));
      await setImmediate();
    }
    for (let from = 0; from < reports.length; from += CHUNK) {
      write(false, () => rows.addReports(id, reports.slice(from, from + CHUNK)));
      await setImmediate();
    }
    return id;
  }

  return async (imported) => {
    read(() => checkNames(imported));
    removeLeftovers();
    const begun = write(false, () => sql.begin.run(holder, Date.now()).lastInsertRowid);
    const importId = Number(begun);
    try {
      const ids: number[] = [];
      for (const study of imported.studies) ids.push(await stage(study, importId));
      write(true, () => {
        checkNames(imported);
        imported.studies.forEach(({ name }, index) => sql.publish.run(name, ids[index]!));
        if (imported.comparison !== undefined) addComparison(imported.comparison);
        sql.remove.run(importId);
      });
    } catch (error) {
      try {
        write(false, () => void sql.remove.run(importId));
      } catch {
        // It is left to the next import.
      }
      throw error;
    }
  };
}

function statements(db: Connection['db']) {
  return {
    imports: db.prepare('SELECT id, holder, at FROM import'),
    begin: db.prepare('INSERT INTO import (holder, at) VALUES (?, ?)'),
    publish: db.prepare('UPDATE study SET name = ?, import = NULL WHERE id = ?'),
    // The studies that are still part of it go with it.
    remove: db.prepare('DELETE FROM import WHERE id = ?'),
  };
}
