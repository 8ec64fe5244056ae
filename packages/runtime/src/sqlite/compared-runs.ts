import type { ComparedRun } from '@tune/core';
import { runBelow } from '@tune/core/plugin';
import type { Database } from './engine.ts';

/** The migration that tells which runs a comparison looks at: until then those below its name. */
export function addComparedRuns(db: Database): void {
  db.exec(`ALTER TABLE comparison ADD COLUMN runs TEXT NOT NULL DEFAULT '[]';
           ALTER TABLE comparison ADD COLUMN revision INTEGER NOT NULL DEFAULT 1`);
  const names = db.prepare('SELECT name FROM comparison').all() as [string][];
  const studies = db.prepare('SELECT name FROM study WHERE import IS NULL ORDER BY id');
  const all = (studies.all() as [string][]).map(([name]) => name);
  const set = db.prepare('UPDATE comparison SET runs = ? WHERE name = ?');
  for (const [name] of names) {
    const runs = all.flatMap((study) => runBelow(name, study) ?? []);
    set.run(JSON.stringify(runs), name);
  }
}

/** Why a stored list of runs is not one, if it is not. */
export function runsFault(runs: unknown): string | undefined {
  if (!Array.isArray(runs)) return 'its runs are not a list';
  return runs.every(isRun) ? undefined : 'its runs are not runs';
}

function isRun(value: unknown): value is ComparedRun {
  if (typeof value !== 'object' || value === null) return false;
  const { label, repeat, study, problem } = value as Partial<Record<keyof ComparedRun, unknown>>;
  const areTexts = typeof label === 'string' && typeof study === 'string';
  const isProblem = problem === undefined || typeof problem === 'string';
  return areTexts && isProblem && Number.isSafeInteger(repeat) && Number(repeat) >= 1;
}
