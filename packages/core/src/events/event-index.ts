import type { StudyEvent } from './events.ts';
import type { TrialState } from '../study/trial.ts';

/** The state of a trial after an event; `retry`: its attempt was cut off, and it waits to run again. */
export type TrialStatus = TrialState | 'retry';

/** An event about a trial. */
export type TrialEvent = Extract<StudyEvent, { readonly number: number }>;

/**
 * Index entry of a stored event: enough to load a study without parsing event bodies. It names the
 * trial and its status after the event. The figure is the evaluation seed of a new trial, or the first
 * value of a complete one; the fidelity is there for new trials below full cost. `null` stands for an
 * event about the study as a whole, which is parsed at once.
 */
export type EventIndex =
  readonly [trial: number, status: TrialStatus, figure?: number, fidelity?: number] | null;

/** The index entry of an event: a storage keeps it beside the event, or computes it again. */
export function indexOf(event: StudyEvent): EventIndex {
  switch (event.type) {
    case 'trial-enqueued':
      return [event.number, 'waiting', event.seed];
    case 'trial-started': {
      const { number, seed, fidelity } = event;
      return fidelity === undefined
        ? [number, 'running', seed]
        : [number, 'running', seed, fidelity];
    }
    case 'trial-claimed':
      return [event.number, 'running'];
    case 'trial-ended': {
      const { number, outcome } = event;
      if (outcome.state === 'complete') return [number, 'complete', outcome.values[0]!];
      return [number, outcome.retryable === true ? 'retry' : outcome.state];
    }
    default:
      return null;
  }
}
