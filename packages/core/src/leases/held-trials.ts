import { startInterval } from '../execution/timer.ts';
import type { Storage } from '../storage/storage.ts';
import type { Lease } from './lease.ts';
import type { Trial } from '../study/trial.ts';

/**
 * What this study object holds, by the tokens of its claims: trials that it runs, and its turn. While it
 * holds anything, it gives signs of life.
 */
export class HeldTrials {
  readonly #study: string;
  readonly #storage: Storage;
  readonly #lease: Lease | undefined;
  readonly #trials = new Map<string, Trial>();
  #hasTurn = false;
  #isSilent = false;
  #stop: (() => void) | undefined;

  constructor(study: string, storage: Storage, lease: Lease | undefined) {
    this.#study = study;
    this.#storage = storage;
    this.#lease = lease;
  }

  has(token: string): boolean {
    return this.#trials.has(token);
  }

  /** How many trials. */
  get size(): number {
    return this.#trials.size;
  }

  trials(): Trial[] {
    return [...this.#trials.values()];
  }

  /** When an attempt began here; undefined if it did not. */
  startedAt(token: string): number | undefined {
    return this.#trials.get(token)?.startedAt;
  }

  begin(trial: Trial): void {
    this.#trials.set(trial.token, trial);
    this.#beat();
  }

  end(token: string): void {
    this.#trials.delete(token);
    this.#rest();
  }

  /** Whether it has the turn to begin the next new trial. */
  set hasTurn(hasTurn: boolean) {
    this.#hasTurn = hasTurn;
    if (hasTurn) this.#beat();
    else this.#rest();
  }

  /** Gives no further sign of life, whatever it holds or still begins: others may take that over. */
  silence(): void {
    this.#isSilent = true;
    this.#stop?.();
    this.#stop = undefined;
  }

  #beat(): void {
    if (this.#isSilent || this.#stop !== undefined || this.#lease === undefined) return;
    const { holder, ms } = this.#lease;
    // A storage fault is met again, and told, by the next outcome.
    const beat = () => void this.#storage.heartbeat(this.#study, holder).catch(() => undefined);
    this.#stop = startInterval(ms / 4, beat);
  }

  #rest(): void {
    if (this.#trials.size > 0 || this.#hasTurn) return;
    this.#stop?.();
    this.#stop = undefined;
  }
}
