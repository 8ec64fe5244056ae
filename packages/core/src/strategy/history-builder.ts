import { toLoss, type Direction } from '../direction.ts';
import type { TrialStatus } from '../events/event-index.ts';
import { isFullFidelity, type Trial } from '../study/trial.ts';
import type { EndedTrial, History, PendingTrial } from './history.ts';

/** A history, and the call that says it is no longer used. */
export interface Snapshot {
  readonly history: History;
  release(): void;
}

/** Ended trials in order of their numbers, built as far as a strategy has looked. */
interface EndedList {
  readonly list: EndedTrial[];
  /** How many of the ended trials are in the list. */
  built: number;
  /** How many belong in it, once a newer list exists. */
  until?: number;
}

/** A history whose lists are built when they are looked at. */
class LazyHistory implements History {
  declare readonly ended: readonly EndedTrial[];
  declare readonly pending: readonly PendingTrial[];
  readonly incumbent: EndedTrial | undefined;
  readonly #buildEnded: () => readonly EndedTrial[];
  readonly #buildPending: () => readonly PendingTrial[];
  #ended: readonly EndedTrial[] | undefined;
  #pending: readonly PendingTrial[] | undefined;

  /** Own properties, so that `{ ...history }` has them; shared getters, so that all have one hidden class. */
  static readonly #lists: PropertyDescriptorMap & ThisType<LazyHistory> = {
    ended: {
      enumerable: true,
      get() {
        // A copy: what a strategy does to its list, sorting it for example, must not reach the next one.
        return (this.#ended ??= this.#buildEnded().slice());
      },
    },
    pending: {
      enumerable: true,
      get() {
        return (this.#pending ??= this.#buildPending());
      },
    },
  };

  constructor(
    buildEnded: () => readonly EndedTrial[],
    buildPending: () => readonly PendingTrial[],
    incumbent: EndedTrial | undefined,
  ) {
    this.#buildEnded = buildEnded;
    this.#buildPending = buildPending;
    this.incumbent = incumbent;
    Object.defineProperties(this, LazyHistory.#lists);
  }
}

/**
 * Builds what strategies see of the trials, trial by trial. Copy on write: the list is copied only if
 * a trial ends while a strategy holds a snapshot. A strategy that does not look at the list costs
 * no list.
 */
export class HistoryBuilder {
  readonly #direction: Direction;
  readonly #trial: (number: number) => Trial;
  readonly #pending: () => readonly number[];
  /** Numbers of ended trials, in the order in which they ended. */
  readonly #ended: number[] = [];
  #current: EndedList = { list: [], built: 0 };
  #best: { readonly number: number; readonly loss: number } | undefined;
  #incumbent: EndedTrial | undefined;
  #sinceBest = 0;
  #snapshots = 0;
  /** Snapshots that are held, and whose pending trials are not built yet. */
  readonly #open = new Set<History>();

  /**
   * @param trial  a trial as it is now, by its number
   * @param pending  the numbers of trials that wait or run now
   */
  constructor(
    direction: Direction,
    trial: (number: number) => Trial,
    pending: () => readonly number[],
  ) {
    this.#direction = direction;
    this.#trial = trial;
    this.#pending = pending;
  }

  /** The numbers of complete, failed and pruned trials, in the order in which they ended. */
  get ended(): readonly number[] {
    return this.#ended;
  }

  /** The number of the best trial. */
  get best(): number | undefined {
    return this.#best?.number;
  }

  get bestLoss(): number {
    return this.#best?.loss ?? Infinity;
  }

  /** Trials that have ended since the best one did. */
  get sinceBest(): number {
    return this.#sinceBest;
  }

  /** A view that later trials do not change until it is released. */
  snapshot(): Snapshot {
    const own = this.#current;
    const build = (): readonly EndedTrial[] => this.#build(own);
    this.#snapshots += 1;
    const history = new LazyHistory(build, () => this.#pendingNow(), this.#incumbentNow());
    this.#open.add(history);
    let isReleased = false;
    const release = (): void => {
      if (!isReleased && own === this.#current) this.#snapshots -= 1;
      isReleased = true;
      this.#open.delete(history);
    };
    return { history, release };
  }

  /** Call it before trials change: a snapshot shows as pending what was pending when it was taken. */
  keepPending(): void {
    if (this.#open.size === 0) return;
    for (const history of this.#open) void history.pending;
    this.#open.clear();
  }

  /** Takes in the status of a trial after an event; `value` is that of a complete one. */
  take(number: number, status: TrialStatus, value?: number, isFull = true): void {
    if (status === 'running' || status === 'waiting' || status === 'retry') return;
    if (status === 'cancelled') return;
    this.#copyOnWrite();
    this.#ended.push(number);
    const isCandidate = status === 'complete' && isFull;
    const own = isCandidate ? toLoss(this.#direction, value!) : Infinity;
    const { loss: least = Infinity, number: first = Infinity } = this.#best ?? {};
    this.#sinceBest = own < least ? 0 : this.#sinceBest + 1;
    if (own < least || (own === least && own < Infinity && number < first)) {
      this.#best = { number, loss: own };
      this.#incumbent = undefined;
    }
  }

  /** Leaves the list to those who hold a snapshot of it. */
  #copyOnWrite(): void {
    if (this.#snapshots === 0) return;
    const { list, built } = this.#current;
    this.#current.until = this.#ended.length;
    this.#current = { list: [...list], built };
    this.#snapshots = 0;
  }

  /** In order of numbers; a trial nearly always belongs at the end. */
  #build(ended: EndedList): readonly EndedTrial[] {
    const { list, until = this.#ended.length } = ended;
    while (ended.built < until) {
      const trial = this.#endedTrial(this.#ended[ended.built++]!);
      let at = list.length;
      while (at > 0 && list[at - 1]!.number > trial.number) at--;
      if (at === list.length) list.push(trial);
      else list.splice(at, 0, trial);
    }
    return list;
  }

  #pendingNow(): readonly PendingTrial[] {
    const numbers = this.#pending().toSorted((a, b) => a - b);
    return numbers.map((number) => pendingOf(this.#trial(number)));
  }

  #incumbentNow(): EndedTrial | undefined {
    if (this.#best === undefined) return undefined;
    this.#incumbent ??= this.#endedTrial(this.#best.number);
    return this.#incumbent;
  }

  #endedTrial(number: number): EndedTrial {
    const { point, state, meta, values, fidelity } = this.#trial(number);
    const ended: { -readonly [K in keyof EndedTrial]: EndedTrial[K] } = {
      ...{ number, point, state: state as EndedTrial['state'] },
    };
    if (state === 'complete') {
      ended.losses = Object.freeze(values!.map((value) => toLoss(this.#direction, value)));
      ended.loss = ended.losses[0]!;
    }
    if (fidelity !== undefined) ended.fidelity = fidelity;
    if (meta !== undefined) ended.meta = meta;
    return Object.freeze(ended);
  }
}

function pendingOf({ number, point, fidelity, meta }: Trial): PendingTrial {
  const pending: { -readonly [K in keyof PendingTrial]: PendingTrial[K] } = { number, point };
  if (fidelity !== undefined) pending.fidelity = fidelity;
  if (meta !== undefined) pending.meta = meta;
  return Object.freeze(pending);
}

/** The history of a list of trials. */
export function historyOf(trials: Iterable<Trial>, direction: Direction): History {
  const byNumber = new Map<number, Trial>();
  const pending: number[] = [];
  const builder = new HistoryBuilder(
    direction,
    (number) => byNumber.get(number)!,
    () => pending,
  );
  for (const trial of trials) {
    byNumber.set(trial.number, trial);
    if (trial.state === 'waiting' || trial.state === 'running') pending.push(trial.number);
    builder.take(trial.number, trial.state, trial.value, isFullFidelity(trial));
  }
  return builder.snapshot().history;
}
