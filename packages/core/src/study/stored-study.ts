import type { Storage } from '../storage/storage.ts';
import type { Budget } from './budget.ts';
import { EventLog } from '../events/event-log.ts';
import type { StudyEvent } from '../events/events.ts';
import { readReports } from './report-log.ts';
import type { Report, Trial } from './trial.ts';

/** A study as its storage has it, to be looked at: it needs neither strategy nor objective. */
export interface StoredStudy {
  readonly name: string;
  /** The event that created it: space, directions, strategy, seed. */
  readonly created: Extract<StudyEvent, { type: 'study-created' }>;
  readonly budget: Budget | undefined;
  readonly trials: readonly Trial[];
  /** The best complete trial at full fidelity, the first of equals. */
  readonly best: Trial | undefined;
  /** The intermediate values of a trial's latest attempt, by their steps, of which none is there twice. */
  reports(number: number): Promise<readonly Report[]>;
}

/** What a storage has of a study; undefined if it has none of that name. */
export async function readStudy(storage: Storage, name: string): Promise<StoredStudy | undefined> {
  const log = await EventLog.read(storage, name);
  if (log === undefined) return undefined;
  const { created, budget, trials, best } = log.state;
  return {
    ...{ name, created: created!, budget, trials, best },
    async reports(number) {
      const trial = trials[number - 1];
      return trial === undefined ? [] : readReports(storage, name, trial);
    },
  };
}

/** The first event of a study; undefined if there is no study of the name. */
export async function readCreation(
  storage: Storage,
  study: string,
): Promise<StoredStudy['created'] | undefined> {
  for await (const event of storage.read(study, 0)) {
    return event.type === 'study-created' ? event : undefined;
  }
  return undefined;
}
