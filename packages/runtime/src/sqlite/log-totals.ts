import type { Connection } from './connection.ts';

type Totals = readonly [count: number, last: number | null, sum: number | null];

/**
 * Compares a total of a study's events with the same one of its trials: whether it looks sound, in one
 * pass that parses nothing. Damage that keeps the total is found when it is read. False means that the
 * events have to be checked one by one: a sound study can look damaged, for example if the fields of its
 * events come in another order.
 */
export function logTotals({ db }: Connection): (study: number) => boolean {
  const ofEvents = db.prepare(OF_EVENTS);
  const ofTrials = db.prepare(OF_TRIALS);
  return (study) => {
    const [events, lastSeq, sum] = ofEvents.get(study) as unknown as Totals;
    const [trials, lastNumber, expected] = ofTrials.get(study) as unknown as Totals;
    return lastSeq === events - 1 && (lastNumber ?? 0) === trials && sum === (expected ?? 0);
  };
}

/** A term of the total for the beginning of a trial at a place; each is below the prime. */
const begun = (number: string): string => `seq * ${number} % 1000003`;

/** The same for an end; each way to end has a factor of its own. @param status  its first four letters */
const ended = (number: string, status: string): string =>
  `${number} * CASE ${status}
     WHEN 'comp' THEN 7919 WHEN 'fail' THEN 6841 WHEN 'prun' THEN 5779 WHEN 'canc' THEN 4787
     ELSE 0 END % 1000003`;

/** More than all terms together: an event whose beginning, end and index entry do not fit each other. */
const ODD = 1e15;

const NUMBER = 'CAST(substr(entry, 2) AS INTEGER)';
/** The beginning of the status in an index entry: `[12,"complete",0.5]`. */
const STATUS = `substr(entry, instr(entry, ',') + 2, 4)`;

/** An event is written as JSON whose first field is its type. */
const is = (type: string): string => {
  const start = `{"type":"${type}",`;
  return `substr(body, 1, ${start.length}) = '${start}'`;
};

const OF_EVENTS = `
  SELECT count(*), max(seq), sum(CASE
    WHEN substr(CAST(body AS BLOB), -1) != x'7d' THEN ${ODD}
    WHEN ${is('trial-ended')} THEN
      CASE WHEN instr(entry, 'ing"') THEN ${ODD} ELSE ${ended(NUMBER, STATUS)} END
    WHEN ${is('trial-started')} THEN
      CASE WHEN instr(entry, ',"running",') THEN ${begun(NUMBER)} ELSE ${ODD} END
    WHEN ${is('trial-claimed')} THEN CASE WHEN instr(entry, ',"running"]') THEN 0 ELSE ${ODD} END
    WHEN ${is('trial-enqueued')} THEN
      CASE WHEN instr(entry, ',"waiting",') THEN ${begun(NUMBER)} ELSE ${ODD} END
    WHEN entry != 'null' THEN ${ODD}
    WHEN seq = 0 THEN CASE WHEN ${is('study-created')} THEN 0 ELSE ${ODD} END
    WHEN ${['budget-changed', 'turn-reserved', 'turn-released'].map(is).join(' OR ')} THEN 0
    ELSE ${ODD} END)
  FROM event WHERE study = ?`;

const OF_TRIALS = `
  SELECT count(*), max(number), sum(${begun('number')} + ${ended('number', 'substr(state, 1, 4)')})
    FROM trial WHERE study = ?`;
