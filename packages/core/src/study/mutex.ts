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

  async acquire(): Promise<void> {
    if (!this.tryAcquire()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  release(): void {
    const next = this.#waiting.shift();
    // Handed over while it is held, so that no one else gets in between.
    if (next === undefined) this.#isHeld = false;
    else next();
  }
}
