import { toLoss, type Direction } from './direction.ts';
import type { Standing } from './fact-head.ts';
import type { History, PastTrial, PendingTrial } from './history.ts';
import type { Trial } from './trial.ts';

/** A history and the word that it is no longer looked at. */
export interface Lent {
  readonly history: History;
  giveBack(): void;
}

/** Ended trials in order of their numbers, made as far as somebody has looked. */
interface Shelf {
  readonly list: PastTrial[];
  /** How many of those that have ended are in the list. */
  read: number;
  /** How many belong in it, where that is no longer all of them. */
  until?: number;
}

/**
 * What strategies see of the trials, kept up to date trial by trial. A history is lent, not copied:
 * only where trials end while somebody looks at it does the list move on without him. A strategy that
 * does not look at the list costs no list.
 */
export class Past {
  readonly #direction: Direction;
  readonly #trial: (number: number) => Trial;
  readonly #pending = new Set<number>();
  /** Trials that have ended, in the order in which they did. */
  readonly #ended: number[] = [];
  #shelf: Shelf = { list: [], read: 0 };
  #best: { readonly number: number; readonly loss: number } | undefined;
  #incumbent: PastTrial | undefined;
  #sinceIncumbent = 0;
  #lenders = 0;

  /** @param trial  a trial as it is now, by its number */
  constructor(direction: Direction, trial: (number: number) => Trial) {
    this.#direction = direction;
    this.#trial = trial;
  }

  get incumbent(): PastTrial | undefined {
    if (this.#best === undefined) return undefined;
    this.#incumbent ??= this.#pastOf(this.#best.number);
    return this.#incumbent;
  }

  /** Trials that have ended since the best one did. */
  get sinceIncumbent(): number {
    return this.#sinceIncumbent;
  }

  /** A view that later trials do not change, for as long as it is lent. */
  lend(): Lent {
    const shelf = this.#shelf;
    const read = () => this.#read(shelf);
    this.#lenders += 1;
    const numbers = [...this.#pending].sort((a, b) => a - b);
    const history = {
      get ended() {
        return read();
      },
      pending: numbers.map((number) => pendingOf(this.#trial(number))),
      incumbent: this.incumbent,
    };
    const giveBack = () => {
      if (shelf === this.#shelf) this.#lenders -= 1;
    };
    return { history, giveBack };
  }

  /** Takes in where a trial stands now. */
  take(number: number, standing: Standing, value?: number): void {
    if (standing === 'running' || standing === 'waiting' || standing === 'again') {
      this.#pending.add(number);
      return;
    }
    this.#pending.delete(number);
    if (standing === 'cancelled') return;
    this.#moveOn();
    this.#ended.push(number);
    const own = standing === 'complete' ? toLoss(this.#direction, value!) : Infinity;
    const { loss: least = Infinity, number: first = Infinity } = this.#best ?? {};
    this.#sinceIncumbent = own < least ? 0 : this.#sinceIncumbent + 1;
    if (own < least || (own === least && own < Infinity && number < first)) {
      this.#best = { number, loss: own };
      this.#incumbent = undefined;
    }
  }

  /** Leaves the list to those who look at it. */
  #moveOn(): void {
    if (this.#lenders === 0) return;
    const { list, read } = this.#shelf;
    this.#shelf.until = this.#ended.length;
    this.#shelf = { list: [...list], read };
    this.#lenders = 0;
  }

  /** In order of numbers; nearly always at the end. */
  #read(shelf: Shelf): readonly PastTrial[] {
    const { list, until = this.#ended.length } = shelf;
    while (shelf.read < until) {
      const past = this.#pastOf(this.#ended[shelf.read++]!);
      let at = list.length;
      while (at > 0 && list[at - 1]!.number > past.number) at--;
      if (at === list.length) list.push(past);
      else list.splice(at, 0, past);
    }
    return list;
  }

  #pastOf(number: number): PastTrial {
    const { point, state, meta, value } = this.#trial(number);
    const past: { -readonly [K in keyof PastTrial]: PastTrial[K] } = {
      ...{ number, point, state: state as PastTrial['state'] },
    };
    if (state === 'complete') past.loss = toLoss(this.#direction, value!);
    if (meta !== undefined) past.meta = meta;
    return past;
  }
}

const pendingOf = ({ number, point, meta }: Trial): PendingTrial =>
  meta === undefined ? { number, point } : { number, point, meta };

/** Whether it ended only for the time being: it will run again. */
export function isCutOff({ outcome }: Trial): boolean {
  return outcome !== undefined && outcome.state !== 'complete' && outcome.retryable === true;
}

/** The history of a list of trials, direction flipped. */
export function historyOf(trials: Iterable<Trial>, direction: Direction): History {
  const byNumber = new Map<number, Trial>();
  const past = new Past(direction, (number) => byNumber.get(number)!);
  for (const trial of trials) {
    byNumber.set(trial.number, trial);
    past.take(trial.number, isCutOff(trial) ? 'again' : trial.state, trial.value);
  }
  return past.lend().history;
}
