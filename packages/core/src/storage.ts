import { TuneError } from './errors.ts';
import type { Json } from './json.ts';
import type { Budget } from './strategy.ts';
import type { Direction } from './direction.ts';
import type { Outcome } from './trial.ts';
import type { Point } from './space.ts';

/** Append-only facts about one study. */
export type StudyFact =
  | {
      readonly type: 'study-created';
      readonly at: number;
      readonly space: Json;
      readonly fingerprint: string;
      readonly direction: Direction;
      readonly strategy: string;
      readonly seed: number;
      readonly budget?: Budget;
    }
  | {
      readonly type: 'trial-started';
      readonly at: number;
      readonly number: number;
      readonly attempt: number;
      readonly token: string;
      readonly point: Point;
      readonly fidelity?: number;
      readonly meta?: Json;
      readonly seed: number;
      readonly suggestSeconds: number;
    }
  | {
      readonly type: 'trial-reported';
      readonly at: number;
      readonly number: number;
      readonly step: number;
      readonly value: number;
    }
  | {
      readonly type: 'trial-ended';
      readonly at: number;
      readonly number: number;
      readonly attempt: number;
      readonly token: string;
      readonly outcome: Outcome;
      readonly evaluateSeconds: number;
    };

/** How many facts a study has: the number that an append expects. */
export type Version = number;

/** Keeps the facts of studies. Every implementation passes one suite. */
export interface Storage {
  /**
   * Adds facts at the end, all or none.
   * @throws STORAGE_CONFLICT  somebody else has appended since `expectedVersion`
   */
  append(
    study: string,
    facts: readonly StudyFact[],
    options: { readonly expectedVersion: Version },
  ): Promise<Version>;
  /** The facts from `since` on, oldest first. An unknown study has none. */
  read(study: string, since: Version): AsyncIterable<StudyFact>;
}

/** A storage that lives as long as the process. */
export function memoryStorage(): Storage {
  const studies = new Map<string, StudyFact[]>();
  return {
    async append(study, facts, { expectedVersion }) {
      const stored = studies.get(study) ?? [];
      if (stored.length !== expectedVersion) {
        throw new TuneError('STORAGE_CONFLICT', {
          study,
          expected: expectedVersion,
          actual: stored.length,
        });
      }
      stored.push(...structuredClone(facts));
      studies.set(study, stored);
      return stored.length;
    },
    async *read(study, since) {
      const stored = studies.get(study) ?? [];
      // Facts appended while reading are read too: the length is asked anew each time.
      for (let index = since; index < stored.length; index++) yield stored[index]!;
    },
  };
}
