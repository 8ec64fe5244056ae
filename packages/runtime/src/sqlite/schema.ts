import type { Database } from './engine.ts';
import { upgradeFacts } from './fact-upgrade.ts';
import { addStudyIds } from './study-ids.ts';
import { addComparedRuns } from './compared-runs.ts';
import { LOG_TABLE } from './log-table.ts';

/** In the header of every file: `tune` in ASCII. */
export const APPLICATION_ID = 0x74756e65;

/** SQL, or what changes a file that is open in a transaction. */
export type Migration = string | ((db: Database) => void);

/**
 * The steps from an empty file to today's tables. The `user_version` of a file says how many it has
 * seen; published steps never change, the next one is added at the end.
 *
 * `event` is the truth: one JSON text for each event. `event.entry` repeats what is needed of it to
 * load a study, `trial` what lists need, so that neither parses 100,000 events. A study with an `import`
 * is not there yet, or no longer: see staging.ts.
 */
export const MIGRATIONS: readonly Migration[] = [
  `CREATE TABLE study (
     id INTEGER PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     version INTEGER NOT NULL,
     budget TEXT,
     created_at REAL NOT NULL,
     changed_at REAL NOT NULL
   );
   CREATE TABLE fact (
     study INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
     place INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (study, place)
   ) WITHOUT ROWID;
   CREATE TABLE trial (
     study INTEGER NOT NULL REFERENCES study(id) ON DELETE CASCADE,
     number INTEGER NOT NULL,
     state TEXT NOT NULL,
     value REAL,
     begun INTEGER NOT NULL,
     PRIMARY KEY (study, number)
   ) WITHOUT ROWID;
   CREATE TABLE comparison (
     name TEXT PRIMARY KEY,
     definition TEXT NOT NULL,
     created_at REAL NOT NULL,
     changed_at REAL NOT NULL,
     seconds REAL NOT NULL,
     result TEXT
   ) WITHOUT ROWID;`,
  `ALTER TABLE fact ADD COLUMN head TEXT;
   ALTER TABLE study DROP COLUMN version;
   ALTER TABLE study DROP COLUMN changed_at;`,
  // The second edition: reports and heartbeats are no longer among the events.
  upgradeFacts,
  LOG_TABLE,
  // Tells a study from another one that was made under its name.
  addStudyIds,
  // A comparison is a view: it says which runs it looks at.
  addComparedRuns,
];
