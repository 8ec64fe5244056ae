import type { Database } from './engine.ts';

/** The migration that gives each study the id of its first event, as JSON. */
export function addStudyIds(db: Database): void {
  db.exec('ALTER TABLE study ADD COLUMN uid TEXT');
  const set = db.prepare('UPDATE study SET uid = ? WHERE id = ?');
  const created = db.prepare('SELECT study, body FROM event WHERE seq = 0');
  for (const [study, body] of created.all() as [number, string][]) set.run(uidOf(body), study);
}

/** A damaged study has none: it cannot go on anyway. */
function uidOf(body: string): string | null {
  try {
    const { id } = JSON.parse(body) as { readonly id?: unknown };
    return typeof id === 'string' ? JSON.stringify(id) : null;
  } catch {
    return null;
  }
}
