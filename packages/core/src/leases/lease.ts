/** Who holds a trial, and for how long without a heartbeat. */
export interface LeaseTerms {
  readonly holder: string;
  readonly ms: number;
}

/** How the processes that share a study know which of them are still alive. */
export interface Lease extends LeaseTerms {
  /**
   * Whether a holder is known to be gone (true) or known to be alive (false). Undefined if that cannot be
   * told, for example on another machine: then only its heartbeats count.
   */
  isGone?(holder: string): boolean | undefined;
}
