/** How the processes that share a study know which of them is still there. */
export interface Lease {
  /** Who this process is; stored with each trial that it runs. */
  readonly holder: string;
  /** How long a trial is held without a sign of life; a quarter of it passes between two. */
  readonly ms: number;
  /**
   * Whether a holder is known to be gone, or known to be there. Undefined where that cannot be told,
   * on another machine: then the lease decides.
   */
  isGone?(holder: string): boolean | undefined;
  /** Calls back every so many milliseconds, until what it returns is called. */
  every(ms: number, callback: () => void): () => void;
}
