/** In the header of every file: `tune` in ASCII. */
export const APPLICATION_ID = 0x74756e65;

/**
 * The steps from an empty file to today's tables. A file's `user_version` says how many it has seen; a
 * step that was published never changes, the next one comes behind it.
 *
 * `fact` is the truth: what `Storage.append` was given, one JSON text each. `fact.head` repeats what a
 * start needs of it, `trial` what lists do, so that neither reads 100,000 facts.
 */
export const MIGRATIONS: readonly string[] = [
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
  // A head is what has to be known of a fact at once, as JSON; where it is NULL it is made from the
  // fact. What the facts say of a study as a whole is asked of them: a page less to write for each.
  `ALTER TABLE fact ADD COLUMN head TEXT;
   ALTER TABLE study DROP COLUMN version;
   ALTER TABLE study DROP COLUMN changed_at;`,
];
