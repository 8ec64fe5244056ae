import type { Ask, EndedTrial, History, Space } from '@tune/core';
import type { Disposable } from '@tune/core/plugin';
import type { SessionMessage } from './messages.ts';
import type { StrategyThread } from './strategy-thread.ts';

/** What the thread of a strategy was told of a study: each trial that has ended crosses once. */
export class HostSession implements Disposable {
  readonly #thread: StrategyThread;
  readonly #space: Space;
  readonly #number: number;
  /** By number: what ends is the same from then on. */
  readonly #told = new Map<number, EndedTrial['loss']>();
  #isOpen = false;

  constructor(thread: StrategyThread, space: Space) {
    this.#thread = thread;
    this.#space = space;
    this.#number = thread.openSession(space);
  }

  /** Whether a history has all that was told. */
  isFor(thread: StrategyThread, { ended }: History): boolean {
    if (thread !== this.#thread) return false;
    let found = 0;
    for (const { number, loss } of ended) {
      if (!this.#told.has(number)) continue;
      if (this.#told.get(number) !== loss) return false;
      found += 1;
    }
    return found === this.#told.size;
  }

  /** What the thread does not know yet. */
  message({ history, count, budget, rng }: Ask): SessionMessage {
    const { pending, incumbent } = history;
    const ended = history.ended.filter(({ number }) => !this.#told.has(number));
    for (const { number, loss } of ended) this.#told.set(number, loss);
    const opening = this.#isOpen ? {} : { space: this.#space.toJSON() };
    this.#isOpen = true;
    return {
      ...{ number: this.#number, ...opening, ended, pending },
      ...{ incumbent: incumbent?.number, count, budget, seed: rng.seed },
    };
  }

  dispose(): void {
    this.#thread.forget(this.#number);
  }
}
