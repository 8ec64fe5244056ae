// What the fault scripts see of a file of tune: the engine itself, past everything of ours.
import { DatabaseSync } from '@photostructure/sqlite';

const open = (file) => new DatabaseSync(file, { returnArrays: true });

/** The events of every study, by its name, in order. Parsed here: the engine reads some JSON numbers one bit off. */
export function eventsOf(file) {
  const db = open(file);
  const rows = db
    .prepare(
      `SELECT study.name, body FROM event JOIN study ON study.id = event.study
       ORDER BY study.name, seq`,
    )
    .all();
  db.close();
  const studies = {};
  for (const [study, body] of rows) (studies[study] ??= []).push(JSON.parse(body));
  return studies;
}

/** What the engine's own check of the file finds; empty if it is sound. */
export function integrityFaults(file) {
  const db = open(file);
  const lines = db.prepare('PRAGMA integrity_check').all();
  db.close();
  return lines.map(([line]) => line).filter((line) => line !== 'ok');
}

/** @returns one text for each fault: integrity, trials with two outcomes, acknowledged ones that are gone */
export function faultsOf(file, acknowledged) {
  const faults = integrityFaults(file);
  const stored = new Map();
  for (const [study, events] of Object.entries(eventsOf(file))) {
    for (const { type, number, outcome } of events) {
      if (type !== 'trial-ended' || outcome.state !== 'complete') continue;
      const trial = `${study}/${number}`;
      if (stored.has(trial)) faults.push(`${trial} is stored twice`);
      stored.set(trial, outcome.values[0]);
    }
  }
  for (const [trial, value] of acknowledged) {
    if (!stored.has(trial)) faults.push(`${trial} was acknowledged and is lost`);
    else if (stored.get(trial) !== value) faults.push(`${trial} has another value`);
  }
  return faults;
}

/** Point, seed and outcome of every trial, by study and number. */
export function tableOf(file) {
  const table = {};
  for (const [study, events] of Object.entries(eventsOf(file))) {
    for (const { type, number, point, seed, outcome } of events) {
      const trial = `${study}/${number}`;
      if (type === 'trial-started') table[trial] = { point, seed };
      if (type === 'trial-ended') table[trial].outcome = outcome;
    }
  }
  return table;
}
