import type { TrialEvent } from './event-index.ts';

/** Events about trials that have not been asked for yet, some of them still JSON. */
export class LazyEvents {
  readonly #events: (TrialEvent | string | undefined)[] = [];
  /** For each event, the position of the one before it about the same trial; -1 for the first. */
  readonly #before: number[] = [];
  /** By trial, the position of its latest event. */
  readonly #last: number[] = [];
  #count = 0;

  add(trial: number, event: TrialEvent | string): void {
    this.#before.push(this.#last[trial] ?? -1);
    this.#last[trial] = this.#events.push(event) - 1;
    this.#count += 1;
  }

  has(trial: number): boolean {
    return this.#count > 0 && (this.#last[trial] ?? -1) >= 0;
  }

  /** The events about a trial, oldest first, each handed out once. */
  take(trial: number, parse: (text: string) => TrialEvent): readonly TrialEvent[] {
    const list: TrialEvent[] = [];
    for (
      let position = this.#last[trial] ?? -1;
      position >= 0;
      position = this.#before[position]!
    ) {
      const event = this.#events[position]!;
      list.push(typeof event === 'string' ? parse(event) : event);
      this.#events[position] = undefined;
    }
    this.#last[trial] = -1;
    this.#count -= list.length;
    if (this.#count === 0) this.#events.length = this.#before.length = 0;
    return list.reverse();
  }
}
