import type { StudyFact } from './study-fact.ts';
import type { TrialState } from './trial.ts';

/** Where a trial stands; `again`: it ended only for the time being, and will run again. */
export type Standing = TrialState | 'again';

/** A fact about a trial. */
export type TrialFact = Extract<StudyFact, { readonly number: number }>;

/**
 * What has to be known of a fact at once, so that the rest can be read when somebody asks for it: which
 * trial it is about, and where that one stands after it, unless it only reported. The figure is the
 * seed of a trial that is there from now on, or the first value of a complete one. `null` is a fact
 * about the study, to be read at once.
 */
export type FactHead =
  readonly [trial: number, standing: Standing | 'reported', figure?: number] | null;

type Of<Type extends StudyFact['type']> = Extract<StudyFact, { type: Type }>;

const HEADS: { readonly [Type in StudyFact['type']]?: (fact: Of<Type>) => FactHead } = {
  'trial-enqueued': ({ number, seed }) => [number, 'waiting', seed],
  'trial-started': ({ number, seed }) => [number, 'running', seed],
  'trial-taken': ({ number }) => [number, 'running'],
  'trial-reported': ({ number }) => [number, 'reported'],
  'trial-ended': ({ number, outcome }) => {
    if (outcome.state === 'complete') return [number, 'complete', outcome.values[0]!];
    return [number, outcome.retryable === true ? 'again' : outcome.state];
  },
};

/** The head of a fact: a storage keeps it beside the fact, or makes it again. */
export function headOf(fact: StudyFact): FactHead {
  return (HEADS[fact.type] as ((fact: StudyFact) => FactHead) | undefined)?.(fact) ?? null;
}
