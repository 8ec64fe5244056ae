// What the fault scripts see of a file of tune: the engine itself, past everything of ours.
import Database from 'libsql';

/** @returns one text for each fault: integrity, trials with two outcomes, acknowledged ones that are gone */
export function faultsOf(file, acknowledged) {
  const db = new Database(file);
  const all = (sql) => db.prepare(sql).raw().all();
  const faults = all('PRAGMA integrity_check')
    .map(([line]) => line)
    .filter((line) => line !== 'ok');
  // Parsed here: the engine's own reading of a JSON number is one bit off now and then.
  const ends = all(
    `SELECT study.name, body FROM fact JOIN study ON study.id = fact.study
     WHERE body ->> '$.type' = 'trial-ended' AND body ->> '$.outcome.state' = 'complete'`,
  );
  db.close();
  const stored = new Map();
  for (const [study, body] of ends) {
    const { number, outcome } = JSON.parse(body);
    const trial = `${study}/${number}`;
    if (stored.has(trial)) faults.push(`${trial} is stored twice`);
    stored.set(trial, outcome.values[0]);
  }
  for (const [trial, value] of acknowledged) {
    if (!stored.has(trial)) faults.push(`${trial} was acknowledged and is lost`);
    else if (stored.get(trial) !== value) faults.push(`${trial} has another value`);
  }
  return faults;
}

/** Number, point, value and seed of every trial, by study. */
export function tableOf(file) {
  const db = new Database(file);
  const rows = db
    .prepare(
      `SELECT study.name, body FROM fact JOIN study ON study.id = fact.study
       ORDER BY study.name, place`,
    )
    .raw()
    .all();
  db.close();
  const table = {};
  for (const [study, body] of rows) {
    const fact = JSON.parse(body);
    const trial = `${study}/${fact.number}`;
    if (fact.type === 'trial-started') table[trial] = { point: fact.point, seed: fact.seed };
    if (fact.type === 'trial-ended') table[trial].outcome = fact.outcome;
  }
  return table;
}
