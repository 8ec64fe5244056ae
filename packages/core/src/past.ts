import { toLoss, type Direction } from './direction.ts';
import type { History, PastTrial, PendingTrial } from './history.ts';
import type { Trial } from './trial.ts';

/** A history and the word that it is no longer looked at. */
export interface Lent {
  readonly history: History;
  giveBack(): void;
}

/**
 * What strategies see of the trials, kept up to date trial by trial. A history is lent, not copied:
 * only where trials end while somebody looks at it does the list move on without him.
 */
export class Past {
  readonly #direction: Direction;
  readonly #pending = new Map<number, PendingTrial>();
  #ended: PastTrial[] = [];
  #incumbent: PastTrial | undefined;
  #sinceIncumbent = 0;
  #lenders = 0;

  constructor(direction: Direction) {
    this.#direction = direction;
  }

  get incumbent(): PastTrial | undefined {
    return this.#incumbent;
  }

  /** Trials that have ended since the best one did. */
  get sinceIncumbent(): number {
    return this.#sinceIncumbent;
  }

  /** A view that later trials do not change, for as long as it is lent. */
  lend(): Lent {
    const list = this.#ended;
    this.#lenders += 1;
    return {
      history: { ended: list, pending: [...this.#pending.values()], incumbent: this.#incumbent },
      giveBack: () => {
        if (list === this.#ended) this.#lenders -= 1;
      },
    };
  }

  /** Takes in a trial as it is now. */
  take(trial: Trial): void {
    const { number, point, state, meta } = trial;
    const known = { number, point, ...(meta === undefined ? {} : { meta }) };
    if (state === 'running' || state === 'waiting' || isCutOff(trial)) {
      this.#pending.set(number, known);
      return;
    }
    this.#pending.delete(number);
    if (state === 'cancelled') return;
    const { value } = trial;
    const loss = state === 'complete' ? { loss: toLoss(this.#direction, value!) } : {};
    const past: PastTrial = { ...known, state, ...loss };
    this.#insert(past);
    const { loss: least = Infinity, number: first = Infinity } = this.#incumbent ?? {};
    const own = past.loss ?? Infinity;
    const isBest = own < least || (own === least && own < Infinity && number < first);
    this.#sinceIncumbent = own < least ? 0 : this.#sinceIncumbent + 1;
    if (isBest) this.#incumbent = past;
  }

  /** In order of numbers; nearly always at the end. */
  #insert(past: PastTrial): void {
    if (this.#lenders > 0) {
      this.#ended = [...this.#ended];
      this.#lenders = 0;
    }
    let at = this.#ended.length;
    while (at > 0 && this.#ended[at - 1]!.number > past.number) at--;
    this.#ended.splice(at, 0, past);
  }
}

/** Whether it ended only for the time being: it will run again. */
export function isCutOff({ outcome }: Trial): boolean {
  return outcome !== undefined && outcome.state !== 'complete' && outcome.retryable === true;
}

/** The history of a list of trials, direction flipped. */
export function historyOf(trials: Iterable<Trial>, direction: Direction): History {
  const past = new Past(direction);
  for (const trial of trials) past.take(trial);
  return past.lend().history;
}
