import type { StudyFact, TrialState } from '@tune/core';

/** What a list shows of a trial after a fact. */
export interface TrialRow {
  readonly number: number;
  readonly state: TrialState;
  readonly value?: number;
  /** The fact has the trial's point. */
  readonly begins: boolean;
}

type Of<Type extends StudyFact['type']> = Extract<StudyFact, { type: Type }>;

const running = ({ number }: { number: number }) => ({ number, state: 'running' as const });

const ROWS: { readonly [Type in StudyFact['type']]?: (fact: Of<Type>) => TrialRow } = {
  'trial-enqueued': ({ number }) => ({ number, state: 'waiting', begins: true }),
  'trial-started': (fact) => ({ ...running(fact), begins: true }),
  'trial-taken': (fact) => ({ ...running(fact), begins: false }),
  'trial-ended': ({ number, outcome }) => {
    const { state } = outcome;
    if (state === 'complete') return { number, state, value: outcome.values[0]!, begins: false };
    return { number, state: outcome.retryable === true ? 'waiting' : state, begins: false };
  },
};

/** The row of the trial that a fact is about; undefined where the fact changes none. */
export function stateAfter(fact: StudyFact): TrialRow | undefined {
  return (ROWS[fact.type] as ((fact: StudyFact) => TrialRow) | undefined)?.(fact);
}
