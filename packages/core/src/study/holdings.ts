import { startInterval } from '../execution/timer.ts';
import type { Storage } from '../storage/storage.ts';
import type { Lease } from './lease.ts';
import type { Trial } from './trial.ts';

interface Holding {
  readonly token: string;
  readonly attempt: number;
  readonly startedAt: number;
}

/** The trials that this study object runs; while there are any, it gives signs of life. */
export class Holdings {
  readonly #study: string;
  readonly #storage: Storage;
  readonly #lease: Lease | undefined;
  readonly #held = new Map<number, Holding>();
  #stop: (() => void) | undefined;

  constructor(study: string, storage: Storage, lease: Lease | undefined) {
    this.#study = study;
    this.#storage = storage;
    this.#lease = lease;
  }

  has(number: number): boolean {
    return this.#held.has(number);
  }

  entries(): (readonly [number, Holding])[] {
    return [...this.#held];
  }

  /** When the running attempt of a trial began here; undefined if it did not. */
  startedAt(number: number): number | undefined {
    return this.#held.get(number)?.startedAt;
  }

  begin({ number, token, attempt }: Trial, startedAt: number): void {
    this.#held.set(number, { token, attempt, startedAt });
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
