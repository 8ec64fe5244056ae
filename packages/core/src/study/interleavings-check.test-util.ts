import type fc from 'fast-check';
import { expect } from 'vitest';
import type { Outcome } from '../index.ts';
import { validateEvents } from '../plugin.ts';
import {
  POINTS,
  type End,
  type AcknowledgedCalls,
  type Setting,
} from './interleavings.test-util.ts';

/** More scheduled calls than any of these searches needs. */
const MAX_STEPS = 4000;

/** Runs the scheduler, and the timers while nothing is scheduled, until the work has ended. */
export async function drive<T>(
  work: Promise<T>,
  scheduler: fc.Scheduler,
  passTime: (ms: number) => Promise<void>,
): Promise<T> {
  let isDone = false;
  const end = work.finally(() => (isDone = true));
  end.catch(() => undefined);
  for (let step = 0; !isDone; step++) {
    if (step > MAX_STEPS) expect.fail(`not at its end after ${MAX_STEPS} steps`);
    if (scheduler.count() > 0) await scheduler.waitOne();
    else await passTime(20);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return end;
}

/** What does not fit to what was done; empty if all is well. */
export function faultsOf(
  { told, enqueued, reported, begun }: AcknowledgedCalls,
  { events, reports, studies }: End,
  { budget }: Setting,
): string[] {
  const faults: string[] = [];
  const expectThat = (isSo: boolean, fault: string): void => {
    if (!isSo) faults.push(fault);
  };
  try {
    validateEvents(events, reports);
  } catch (error) {
    faults.push(String((error as Error).message));
  }
  const [last, ...others] = studies.toReversed();
  const { trials } = last!;
  for (const other of others) {
    expectThat(JSON.stringify(other.trials) === JSON.stringify(trials), 'two studies differ');
  }
  const claims = events.flatMap((event) =>
    event.type === 'trial-started' || event.type === 'trial-claimed' ? [event.token] : [],
  );
  expectThat(new Set(claims).size === claims.length, 'two claims have one token');
  const tokens = begun.map(({ token }) => token);
  expectThat(new Set(tokens).size === tokens.length, 'a claim was handed out twice');
  expectThat(
    tokens.every((token) => claims.includes(token)),
    'a claim was not stored',
  );
  const seen = new Set<unknown>();
  for (const event of events) {
    if (event.type !== 'trial-started' && event.type !== 'trial-enqueued') continue;
    const n = event.point['n'];
    expectThat(event.type === 'trial-enqueued' || !seen.has(n), `point ${String(n)} twice`);
    seen.add(n);
  }
  const ends = events.flatMap((event) => (event.type === 'trial-ended' ? [event] : []));
  for (const { trial, outcome, came } of told) {
    const own = ends.filter(({ token }) => token === trial.token);
    const isStored = own.some((event) => textOf(event.outcome) === textOf(outcome));
    const name = `the outcome of trial ${trial.number} in attempt ${trial.attempt}`;
    expectThat(own.length <= 1, `${name} is stored twice`);
    if (came === 'stored') expectThat(isStored, `${name} was lost`);
    if (came === 'lost') expectThat(!isStored, `${name} was refused, but stored`);
  }
  for (const { number, point } of enqueued) {
    const [trial] = trials.filter((it) => it.number === number);
    expectThat(
      JSON.stringify(trial?.point) === JSON.stringify(point),
      `the enqueued trial ${number} was lost`,
    );
  }
  for (const report of reported) {
    const isToldFor = told.some(
      ({ trial, came }) =>
        came === 'stored' && trial.number === report.number && trial.attempt === report.attempt,
    );
    const count = reports.filter(({ step }) => step === report.step).length;
    expectThat(count <= 1 && (count === 1 || !isToldFor), `report ${report.step} was lost`);
  }
  expectThat(
    trials.every(({ state }) => state === 'complete' || state === 'failed'),
    'a trial has no end',
  );
  const isUsedUp = seen.size === POINTS;
  const isSpent = budget !== undefined && trials.length >= budget;
  expectThat(isUsedUp || isSpent, 'the search ended too early');
  return faults;
}

/** What an outcome says; whether the trial may be run again, and how often it was, depends on its attempts. */
const textOf = (outcome: Outcome): string =>
  JSON.stringify(
    outcome.state === 'complete'
      ? outcome.values
      : [outcome.state, outcome.reason.replace(/; it was tried \d+ times$/, '')],
  );
