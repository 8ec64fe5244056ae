import { defineErrors, quote } from '@tune/core/plugin';

const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

/** The end of what a program wrote to stderr, as further lines. */
const said = ({ output }: Readonly<Record<string, unknown>>): string =>
  output === undefined || output === '' ? '' : `\n${String(output)}`;

/** The errors of this package. `docs/reference/errors.md` is generated from such tables. */
export const pythonError = defineErrors({
  STRATEGY_PROGRAM_NOT_STARTED: (d) =>
    `The strategy ${quote(d['strategy'])} could not be started as ${String(d['command'])}: ${String(d['reason'])}.`,
  STRATEGY_PROGRAM_ENDED: (d) =>
    `The program of the strategy ${quote(d['strategy'])} ${String(d['how'])} instead of answering ${quote(d['op'])}.${said(d)}`,
  STRATEGY_PROGRAM_ANSWER_INVALID: (d) =>
    `Expected ${String(d['expected'])} from the program of the strategy ${quote(d['strategy'])} as its answer to ${quote(d['op'])}, but got ${String(d['came'])}.${said(d)}`,
  STRATEGY_PROGRAM_TIMED_OUT: (d) =>
    `The program of the strategy ${quote(d['strategy'])} did not answer ${quote(d['op'])} within ${String(d['seconds'])} s, so it was ended. Make it faster, or allow it more time with timeoutMs.${said(d)}`,
  STRATEGY_PROGRAM_FAILED: (d) =>
    `The program of the strategy ${quote(d['strategy'])} answered ${quote(d['op'])} with an error: ${String(d['reason'])}${said(d)}`,
  STRATEGY_PROGRAM_CONSTRAINED: (d) =>
    `The program of the strategy ${quote(d['strategy'])} suggested ${String(d['tries'])} points in a row that violate ${list(d['constraints'])}. It was told about each of them. Use a strategy that supports constraints, or choose parameters for which more points are allowed.`,
  STRATEGY_PYTHON_MISSING: (d) =>
    `The strategy ${quote(d['strategy'])} needs Python ${String(d['least'])} or later, but ${String(d['reason'])}. Install Python, or set TUNE_PYTHON to its path.`,
  STRATEGY_LIBRARY_MISSING: (d) =>
    `The strategy ${quote(d['strategy'])} needs ${list(d['missing'])}, which ${String(d['python'])} does not have. Install it there:\n  ${String(d['remedy'])}`,
  STRATEGY_LIBRARY_UNKNOWN: (d) =>
    `${String(d['library'])} has no optimizer called ${quote(d['optimizer'])}: ${String(d['reason'])}`,
  STRATEGY_ENVIRONMENT_FAILED: (d) =>
    `The Python libraries could not be installed in ${String(d['folder'])}: ${String(d['reason'])}.${said(d)}`,
});
