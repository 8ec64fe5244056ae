import { startInterval } from '../execution/timer.ts';
import type { Storage } from '../storage/storage.ts';
import type { Lease } from './lease.ts';
import type { Trial } from '../study/trial.ts';

/** The trials that this study object runs; while there are any, it gives signs of life. */
export class Holdings {
  readonly #study: string;
  readonly #storage: Storage;
  readonly #lease: Lease | undefined;
  readonly #held = new Map<number, Trial>();
  #stop: (() => void) | undefined;

  constructor(study: string, storage: Storage, lease: Lease | undefined) {
    this.#study = study;
    this.#storage = storage;
    this.#lease = lease;
  }

  has(number: number): boolean {
    return this.#held.has(number);
  }

  get size(): number {
    return this.#held.size;
  }

  trials(): Trial[] {
    return [...this.#held.values()];
  }

  /** When the running attempt of a trial began here; undefined if it did not. */
  startedAt(number: number): number | undefined {
    return this.#held.get(number)?.startedAt;
  }

  begin(trial: Trial): void {
    this.#held.set(trial.number, trial);
    if (this.#stop !== undefined || this.#lease === undefined) return;
    const { holder, ms } = this.#lease;
    // A storage fault is met again, and told, by the next outcome.
    const beat = () => void this.#storage.heartbeat(this.#study, holder).catch(() => undefined);
    this.#stop = startInterval(ms / 4, beat);
  }

  end(number: number): void {
    this.#held.delete(number);
    if (this.#held.size > 0) return;
    this.#stop?.();
    this.#stop = undefined;
  }
}
