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

let isFailed = false;

/** From here on a command that would have ended well has failed: a part of it has, and the rest went on. */
export const failAtEnd = (): void => void (isFailed = true);

/** The exit code of a command that came to its end with `code`. */
export const codeAtEnd = (code: number): number =>
  code === EXIT.ok && isFailed ? EXIT.failed : code;
