// Reads what the processes left behind, past everything of ours, and says what must not be.
import { eventsOf, integrityFaults } from '../database.mjs';
import { spell, valueOf } from './task.mjs';

/** After a stop has ended, a claim that was decided before may still be on its way. */
const SLACK_MS = 2000;

/** Numbers, points, attempts and outcomes of the stored trials. */
function replay(events, faults) {
  const trials = new Map();
  const points = new Map();
  const tokens = new Set();
  const takeovers = [];
  for (const event of events) {
    const { type, number, attempt, token } = event;
    if (number === undefined) continue;
    const trial = trials.get(number);
    if (type === 'trial-started') {
      if (trial !== undefined) faults.push(`trial ${number} was begun twice`);
      const point = spell(event.point);
      if (points.has(point))
        faults.push(`trials ${points.get(point)} and ${number}: point ${point}`);
      points.set(point, number);
      const holder = event.lease?.holder;
      trials.set(number, { point: event.point, state: 'running', attempt, token, holder });
    } else if (trial === undefined) {
      faults.push(`${type} of trial ${number}, which does not exist`);
    } else if (type === 'trial-claimed') {
      if (attempt !== trial.attempt + 1)
        faults.push(`trial ${number}: attempt ${attempt} is wrong`);
      if (trial.outcome !== undefined) faults.push(`trial ${number} was claimed after its end`);
      if (trial.state === 'running') takeovers.push({ number, attempt, from: trial.holder });
      Object.assign(trial, { state: 'running', attempt, token, holder: event.lease?.holder });
    } else if (type === 'trial-ended') {
      const isCurrent = trial.state === 'running' && trial.token === token;
      if (!isCurrent) faults.push(`trial ${number} ended in attempt ${attempt}, which did not run`);
      const isFinal = event.outcome.retryable !== true;
      trial.state = isFinal ? event.outcome.state : 'waiting';
      if (isFinal) trial.outcome = event.outcome;
    }
    if (type === 'trial-ended' || token === undefined) continue;
    if (tokens.has(token)) faults.push(`trial ${number}: token ${token} was given twice`);
    tokens.add(token);
  }
  return { trials, takeovers };
}

/** Every number has an outcome, and it is the value of its point. */
function checkOutcomes(stored, trials, faults) {
  if (stored.size !== trials) faults.push(`${stored.size} trials are stored, not ${trials}`);
  for (let number = 1; number <= trials; number++) {
    const { state, outcome, point } = stored.get(number) ?? { state: 'missing' };
    if (state !== 'complete') faults.push(`trial ${number} is ${state} at the end`);
    else if (outcome.values[0] !== valueOf(point)) faults.push(`trial ${number}: another value`);
  }
}

/** What was acknowledged is stored, and was acknowledged once. */
function checkAcknowledged(stored, notes, faults) {
  const told = new Set();
  for (const { number, attempt, value } of notes.filter(({ type }) => type === 'told')) {
    if (told.has(number)) faults.push(`trial ${number} was acknowledged twice`);
    told.add(number);
    const trial = stored.get(number);
    const isStored = trial?.attempt === attempt && trial.outcome?.values?.[0] === value;
    if (!isStored) faults.push(`trial ${number} was acknowledged and is not stored so`);
  }
  return told.size;
}

/** A trial may be taken from a process that was killed or stopped, and from no other. */
function checkTakeovers(takeovers, notes, lives, faults) {
  const begun = new Map(
    notes
      .filter(({ type }) => type === 'begun')
      .map(({ number, attempt, at }) => [`${number}/${attempt}`, at]),
  );
  for (const { number, attempt, from } of takeovers) {
    // If the taker was killed before it noted the claim, its time is not known.
    const at = begun.get(`${number}/${attempt}`);
    const life = lives.get(Number(from?.split('|')[1]));
    if (at === undefined || life === undefined) continue;
    const isDead = life.endedAt !== undefined && life.endedAt <= at + SLACK_MS;
    const isStopped = life.stops.some(([since, until]) => since <= at && at <= until + SLACK_MS);
    if (!isDead && !isStopped) faults.push(`trial ${number} was taken from a live process`);
  }
}

/**
 * @param notes  what the processes wrote down, by process
 * @param lives  when each process, by id, was stopped and when it ended
 * @returns faults as sentences, and figures
 */
export function judge(file, { trials, notes, lives }) {
  const faults = integrityFaults(file);
  const all = notes.flat();
  const count = (wanted) => all.filter(({ type }) => type === wanted).length;
  const events = eventsOf(file)['shared'] ?? [];
  const { trials: stored, takeovers } = replay(events, faults);
  checkOutcomes(stored, trials, faults);
  const acknowledged = checkAcknowledged(stored, all, faults);
  checkTakeovers(takeovers, all, lives, faults);
  const shares = notes.map((list) => list.filter(({ type }) => type === 'told').length);
  shares.forEach((share, index) => {
    // A tenth of its fair share: more than that is a matter of luck with the kills.
    if (share < trials / notes.length / 10) {
      faults.push(`process ${index + 1} made no progress: ${share} trials`);
    }
  });
  for (const { type, code, message } of all) {
    if (type === 'error') faults.push(`an error reached a process: ${code ?? ''} ${message}`);
  }
  const turns = events.filter(({ type }) => type === 'turn-reserved').length;
  const figures = { acknowledged, shares, turns, takeovers: takeovers.length };
  return { faults, figures: { ...figures, lost: count('lost'), conflicts: count('conflict') } };
}
