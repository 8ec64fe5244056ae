import { Ledger } from './ledger.ts';
import type { Storage } from './storage.ts';
import type { StudyFact } from './study-fact.ts';
import { takeIn } from './take-in.ts';
import type { Budget } from './strategy.ts';
import type { Report, Trial } from './trial.ts';

/** A study as its storage has it, to be looked at: no strategy and no objective are needed. */
export interface StoredStudy {
  readonly name: string;
  /** The fact that made it: space, direction, strategy, seed. */
  readonly created: Extract<StudyFact, { type: 'study-created' }>;
  readonly budget: Budget | undefined;
  readonly trials: readonly Trial[];
  /** The intermediate values of a trial's latest attempt. */
  reports(number: number): readonly Report[];
}

/** What a storage has of a study; undefined where there is none of that name. */
export async function readStudy(storage: Storage, name: string): Promise<StoredStudy | undefined> {
  const created = await firstFact(storage, name);
  if (created?.type !== 'study-created') return undefined;
  const ledger = new Ledger(created.direction);
  await takeIn(ledger, storage, name);
  const { budget, trials } = ledger;
  const reports = (number: number) => ledger.reports(number);
  return { name, created, budget, trials, reports };
}

async function firstFact(storage: Storage, study: string): Promise<StudyFact | undefined> {
  for await (const fact of storage.read(study, 0)) return fact;
  return undefined;
}
