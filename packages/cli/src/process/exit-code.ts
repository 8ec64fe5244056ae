/** The exit codes of the command; `docs/reference/exit-codes.md` explains them. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** What has to hold of a comparison does not. */
  doesNotHold: 3,
  /** The repeats do not tell yet whether it holds. */
  cannotTell: 4,
  interrupted: 130,
} as const;
