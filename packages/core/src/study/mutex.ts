import { NEVER_ABORTED } from '../execution/race-with-abort.ts';

/** Lets one holder in after another, in the order in which they came. */
export class Mutex {
  #isHeld = false;
  readonly #waiting: (() => void)[] = [];

  /** Whether it was free, and is held from now on. */
  tryAcquire(): boolean {
    if (this.#isHeld) return false;
    this.#isHeld = true;
    return true;
  }

  /** Resolves once it is held; rejects with the signal's reason if that comes first. */
  async acquire(signal: AbortSignal = NEVER_ABORTED): Promise<void> {
    if (signal.aborted) throw signal.reason;
    if (this.tryAcquire()) return;
    await new Promise<void>((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        signal.removeEventListener('abort', leave);
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal.reason);
      };
      this.#waiting.push(enter);
      if (signal !== NEVER_ABORTED) signal.addEventListener('abort', leave);
    });
  }

  release(): void {
    const next = this.#waiting.shift();
    // Handed over while it is held, so that no one else gets in between.
    if (next === undefined) this.#isHeld = false;
    else next();
  }
}
