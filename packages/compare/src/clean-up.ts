/** Ends what a comparison has opened: all of it, also if one end fails. */
export class CleanUp {
  #failure: { readonly error: unknown } | undefined;

  /** Never rejects; the first failure is kept. */
  async run(end: () => unknown): Promise<void> {
    try {
      await end();
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  /** Throws the failure, if there is one. */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
