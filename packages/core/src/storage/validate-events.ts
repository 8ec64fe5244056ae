import { coreError } from '../errors.ts';
import { spaceFromJSON } from '../space/space-json.ts';
import { faultLines, type Space } from '../space/space.ts';
import { checkBudget } from '../study/budget.ts';
import type { StudyEvent, TrialReport } from '../events/events.ts';
import { eventFault, reportFault } from './event-fields.ts';

type Of<Type extends StudyEvent['type']> = Extract<StudyEvent, { type: Type }>;

/** What is known of a trial while its events are read. */
interface Attempts {
  state: 'waiting' | 'running' | 'ended';
  attempt: number;
  token: string;
}

/**
 * Checks the events and reports of a study that come from somewhere else, completely, before they are
 * stored: fields and their ranges, the space and every point in it, the order of trials and attempts.
 * Predicates of constraints are not part of JSON, so constraints are not checked. A report's value
 * may be null, as JSON writes a number that is not finite; it comes back as NaN.
 *
 * @param study  the name that the error gives
 * @throws STUDY_INVALID  the reason names the place, counted from 1: `event 17: ...`
 *
 * @example
 * ```ts
 * import { validateEvents } from '@tune/core/plugin';
 * const { events, reports } = validateEvents([
 *   { type: 'study-created', at: 0, id: 'a', space: [{ name: 'x', type: 'float', low: 0, high: 1 }],
 *     fingerprint: '7f58e77f', directions: ['minimize'], strategy: { name: 'random' }, seed: 1 },
 * ]);
 * events.length; // 1
 * ```
 */
export function validateEvents(
  events: unknown,
  reports: unknown = [],
  study = 'imported',
): { events: StudyEvent[]; reports: TrialReport[] } {
  const fail = (reason: string): never => {
    throw coreError('STUDY_INVALID', { study, reason });
  };
  if (!Array.isArray(events) || events.length === 0) return fail('its events are not a list');
  if (!Array.isArray(reports)) return fail('its reports are not a list');
  const log = new CheckedLog();
  for (const [index, event] of (events as unknown[]).entries()) {
    const fault = eventFault(event) ?? log.take(event as StudyEvent);
    if (fault !== undefined) fail(`event ${index + 1}: ${fault}`);
  }
  const checked = Array.from(reports as unknown[], (report, index) => {
    const fault = reportFault(report) ?? log.reportFault(report as TrialReport);
    if (fault !== undefined) fail(`report ${index + 1}: ${fault}`);
    const { number, attempt, step, value } = report as TrialReport;
    return { number, attempt, step, value: value ?? Number.NaN };
  });
  return { events: events as StudyEvent[], reports: checked };
}

/** Follows the events of a study and finds what cannot come next. */
class CheckedLog {
  readonly #trials: Attempts[] = [];
  #space: Space | undefined;
  #values = 1;

  /** What is wrong with the next event, if anything is; its fields are already checked. */
  take(event: StudyEvent): string | undefined {
    const isFirst = this.#space === undefined;
    if (isFirst !== (event.type === 'study-created')) {
      return isFirst ? 'the first event must be study-created' : 'the study was created before';
    }
    switch (event.type) {
      case 'study-created':
        return this.#create(event) ?? budgetFault(event.budget);
      case 'budget-changed':
        return budgetFault(event.budget);
      case 'trial-enqueued':
        return this.#add(event, { state: 'waiting', attempt: 0, token: '' });
      case 'trial-started': {
        const { attempt, token } = event;
        if (attempt !== 1) return `the first attempt of a trial is 1, not ${attempt}`;
        return this.#add(event, { state: 'running', attempt, token });
      }
      case 'trial-claimed':
        return this.#claim(event);
      case 'trial-ended':
        return this.#end(event);
      default:
        return undefined;
    }
  }

  reportFault({ number, attempt }: TrialReport): string | undefined {
    const trial = this.#trials[number - 1];
    if (trial === undefined) return `there is no trial ${number}`;
    return attempt > trial.attempt ? `trial ${number} has no attempt ${attempt}` : undefined;
  }

  #create({ space: json, fingerprint, directions }: Of<'study-created'>): string | undefined {
    const { constraints = [] } = (json ?? {}) as { readonly constraints?: unknown };
    const names: readonly unknown[] = Array.isArray(constraints) ? constraints : [];
    const predicates = Object.fromEntries(
      names.flatMap((name) => (typeof name === 'string' ? [[name, () => true]] : [])),
    );
    const space = attempted(() => spaceFromJSON(json, { predicates }));
    if (typeof space === 'string') return space;
    this.#space = space;
    this.#values = directions.length;
    if (space.fingerprint === fingerprint) return undefined;
    return `the fingerprint of its space is ${space.fingerprint}, not ${fingerprint}`;
  }

  #add(
    { number, point }: Of<'trial-enqueued' | 'trial-started'>,
    trial: Attempts,
  ): string | undefined {
    const next = this.#trials.length + 1;
    if (number !== next) return `the next trial is ${next}, not ${number}`;
    this.#trials.push(trial);
    const [fault] = faultLines(this.#space!.faults(point));
    return fault === undefined ? undefined : `the point is not in the space: ${fault.trim()}`;
  }

  #claim({ number, attempt, token }: Of<'trial-claimed'>): string | undefined {
    const trial = this.#trials[number - 1];
    if (trial === undefined) return `there is no trial ${number}`;
    if (trial.state === 'ended') return `trial ${number} has ended`;
    const next = trial.attempt + 1;
    if (attempt !== next) return `the next attempt of trial ${number} is ${next}, not ${attempt}`;
    Object.assign(trial, { state: 'running', attempt, token });
    return undefined;
  }

  #end({ number, attempt, token, outcome }: Of<'trial-ended'>): string | undefined {
    const trial = this.#trials[number - 1];
    if (trial?.state !== 'running') return `trial ${number} does not run`;
    if (attempt !== trial.attempt || token !== trial.token) {
      return `trial ${number} runs in attempt ${trial.attempt} under another token`;
    }
    if (outcome.state === 'complete' && outcome.values.length !== this.#values) {
      return `expected ${this.#values} values, but got ${outcome.values.length}`;
    }
    const isRetryable = outcome.state !== 'complete' && outcome.retryable === true;
    trial.state = isRetryable ? 'waiting' : 'ended';
    return undefined;
  }
}

const budgetFault = (budget: unknown): string | undefined =>
  attempted(() => {
    checkBudget(budget);
    return undefined;
  });

/** What a call returns; if it throws, the message in one line. */
function attempted<T>(call: () => T): T | string {
  try {
    return call();
  } catch (error) {
    return (error as Error).message.replace(/\s*\n\s*/g, ' ').replace(/\.$/, '');
  }
}
