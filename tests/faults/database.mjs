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

/** The comparisons of a file: their rows, with what is JSON parsed. */
export function comparisonsOf(file) {
  const db = open(file);
  const rows = db
    .prepare('SELECT name, definition, runs, result FROM comparison ORDER BY name')
    .all();
  db.close();
  return rows.map(([name, definition, runs, result]) => ({
    ...{ name, definition: JSON.parse(definition), runs: JSON.parse(runs) },
    result: result === null ? undefined : JSON.parse(result),
  }));
}

/** The studies of comparisons, by what people call them. */
export function studiesIn(file) {
  const runs = comparisonsOf(file).flatMap((comparison) =>
    comparison.runs.map(({ problem, label, repeat, study }) => [
      [comparison.name, ...(problem === undefined ? [] : [problem]), label, repeat].join('/'),
      study,
    ]),
  );
  return new Map(runs);
}

/**
 * @param acknowledged  values by what people call a trial: `branin/random/1/7`
 * @returns one text for each fault: integrity, trials with two outcomes, acknowledged ones that are gone
 */
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
  const studies = acknowledged.size === 0 ? new Map() : studiesIn(file);
  for (const [shown, value] of acknowledged) {
    const [, study, number] = /^(.*)\/(\d+)$/.exec(shown);
    const trial = `${studies.get(study) ?? study}/${number}`;
    if (!stored.has(trial)) faults.push(`${shown} was acknowledged and is lost`);
    else if (stored.get(trial) !== value) faults.push(`${shown} has another value`);
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
