import type { Ask, EndedTrial, History, Space } from '@tune/core';
import type { Disposable } from '@tune/core/plugin';
import type { SessionMessage } from './messages.ts';
import type { StrategyThread } from './strategy-thread.ts';

/** What the thread of a strategy was told of a study: each trial that has ended crosses once. */
export class HostSession implements Disposable {
  readonly #thread: StrategyThread;
  readonly #space: Space;
  readonly #number: number;
  /** In order of their numbers. */
  #told: readonly EndedTrial[] = [];
  #isOpen = false;

  constructor(thread: StrategyThread, space: Space) {
    this.#thread = thread;
    this.#space = space;
    this.#number = thread.openSession(space);
  }

  /** The trials of a history that were not told; undefined if the history does not have all that were. */
  untold(thread: StrategyThread, { ended }: History): readonly EndedTrial[] | undefined {
    if (thread !== this.#thread) return undefined;
    const told = this.#told;
    const untold: EndedTrial[] = [];
    let found = 0;
    for (const trial of ended) {
      if (isSame(trial, told[found])) found += 1;
      else untold.push(trial);
    }
    return found === told.length ? untold : undefined;
  }

  message({ history, count, budget, rng }: Ask, untold: readonly EndedTrial[]): SessionMessage {
    const { ended, pending, incumbent } = history;
    // A copy: others may sort the list of a history.
    this.#told = ended.slice();
    const opening = this.#isOpen ? {} : { space: this.#space.toJSON() };
    this.#isOpen = true;
    return {
      ...{ number: this.#number, ...opening, ended: untold, pending },
      ...{ incumbent: incumbent?.number, count, budget, seed: rng.seed },
    };
  }

  dispose(): void {
    this.#thread.forget(this.#number);
  }
}

/** A study hands out the same object each time; a history that was made anew has others. */
const isSame = (trial: EndedTrial, told: EndedTrial | undefined): boolean =>
  trial === told || (trial.number === told?.number && trial.loss === told.loss);
