import { Ledger } from './ledger.ts';
import type { Storage } from './storage.ts';
import type { StudyFact } from './study-fact.ts';
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
  let ledger: Ledger | undefined;
  let place = 0;
  for await (const fact of storage.read(name, 0)) {
    if (fact.type === 'study-created') ledger ??= new Ledger(fact.direction);
    ledger?.apply(place++, fact);
  }
  const created = ledger?.created;
  if (ledger === undefined || created === undefined) return undefined;
  const { budget, trials } = ledger;
  const read = ledger;
  return { name, created, budget, trials, reports: (number) => read.reports(number) };
}
