/**
 * SQLite lays a write-ahead log over whatever database lies beside it, also over one that was put there
 * since: the log knows nothing of its database. So the database has a token that changes with each log.
 * The first transaction of a log stores a new token and, as `base`, the one before. A log belongs to a
 * database whose token, read without the log, is one of the two.
 */
export const LOG_TABLE = `
  CREATE TABLE log (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    token TEXT NOT NULL,
    base TEXT NOT NULL
  );
  INSERT INTO log VALUES (1, hex(randomblob(16)), '');`;
