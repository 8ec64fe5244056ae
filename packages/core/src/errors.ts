/** Values that a message may quote. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

type Message = (details: ErrorDetails) => string;

const show = (value: unknown): string =>
  typeof value === 'string'
    ? `"${value}"`
    : typeof value === 'number' || value === undefined
      ? String(value)
      : JSON.stringify(value);

const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

const didYouMean = (details: ErrorDetails): string =>
  details['nearest'] === undefined ? '' : ` Did you mean ${String(details['nearest'])}?`;

/**
 * Every error of tune: code -> message. A message says what was expected, for which name,
 * what came instead, and the remedy. `docs/reference/errors.md` is generated from this table.
 */
export const ERRORS = {
  SPACE_INVALID: (d) => `The space has faults:\n${list(d['lines'])}`,
  SPACE_POINT_INVALID: (d) => `The point does not lie in the space:\n${list(d['lines'])}`,
  SPACE_JSON_INVALID: (d) => `The JSON is no space:\n${list(d['lines'])}`,
  SPACE_CONSTRAINT_FAILED: (d) =>
    `The constraint ${show(d['constraint'])} is to say true or false of every point, but ${String(d['reason'])} for ${JSON.stringify(d['point'])}.`,
  SPACE_CONSTRAINT_UNKNOWN: (d) =>
    `The space was read from JSON, where the constraint ${show(d['constraint'])} is only a name; give its function to spaceFromJSON as predicates.`,
  SPACE_CONSTRAINT_NARROW: (d) =>
    `No new point that meets ${list(d['constraints'])} was found in ${String(d['draws'])} draws; narrow the ranges towards where the constraints hold, or loosen them.`,
  STUDY_CONFLICT: (d) =>
    `Trial ${String(d['trial'])} has already ended as ${String(d['stored'])}; told ${String(d['told'])}. An outcome is told once.`,
  STUDY_TRIAL_UNKNOWN: (d) =>
    `The study has no trial ${String(d['trial'])}. Tell only trials that ask() returned.`,
  STUDY_TRIAL_TAKEN: (d) =>
    `Trial ${String(d['trial'])} is at attempt ${String(d['attempt'])} by now: its lease ran out, and somebody else took it. What came of the older attempt is not stored.`,
  STUDY_CLOSED: (d) => `The study "${String(d['study'])}" is closed; create another one to go on.`,
  STUDY_BUDGET_INVALID: (d) =>
    `Expected a whole number of at least 1 for ${String(d['name'])}, but got ${show(d['value'])}.`,
  STUDY_SPACE_CHANGED: (d) =>
    `The study "${String(d['study'])}" was made with another space; give the changed one a new name.`,
  STUDY_OPTION_CHANGED: (d) =>
    `The study "${String(d['study'])}" was made with ${String(d['option'])} ${show(d['stored'])}, but ${show(d['given'])} was given; give the changed one a new name.`,
  STRATEGY_POINT_INVALID: (d) =>
    `The strategy ${show(d['strategy'])} suggested a point outside of the space:\n${list(d['lines'])}`,
  STRATEGY_INVALID: (d) =>
    `Expected a strategy (name, apiVersion 1, capabilities, suggest) from ${show(d['source'])}, but ${String(d['reason'])}.`,
  STRATEGY_FAILED: (d) => `The strategy could not answer: ${String(d['reason'])}`,
  STRATEGY_OPTION_INVALID: (d) =>
    `The ${d['kind'] === undefined ? 'strategy' : String(d['kind'])} ${show(d['strategy'])} expects ${String(d['expected'])} for its option ${show(d['option'])}, but got ${show(d['value'])}.`,
  OBJECTIVE_INVALID: (d) =>
    `Expected an objective (name, space, direction, evaluate) from ${show(d['source'])}, but ${String(d['reason'])}.`,
  OBJECTIVE_REPORT_INVALID: (d) =>
    `Expected report(step, value) with a step of at least 0 and a number from the objective ${show(d['objective'])}, but got report(${String(d['came'])}).`,
  OBJECTIVE_PRESET_UNKNOWN: (d) =>
    `The objective ${show(d['objective'])} has no preset ${show(d['preset'])}.${didYouMean(d)} ${
      Array.isArray(d['presets']) && d['presets'].length > 0
        ? `Its presets: ${list(d['presets'])}.`
        : 'It has no presets.'
    }`,
  OBJECTIVE_OPTION_INVALID: (d) =>
    `The objective ${show(d['objective'])} expects ${String(d['expected'])} for its option ${show(d['option'])}, but got ${show(d['value'])}.`,
  OBJECTIVE_DATA_MISSING: (d) =>
    `The data of ${String(d['objective'])} are not there: ${String(d['reason'])}. ${String(d['remedy'])}`,
  OBJECTIVE_DATA_INVALID: (d) =>
    `${String(d['file'])} is not what was expected: ${String(d['reason'])}. ${String(d['remedy'])}`,
  OBJECTIVE_BACKEND_MISSING: (d) => `${String(d['reason'])}\n${String(d['remedy'])}`,
  OBJECTIVE_NOT_LOADABLE: (d) =>
    `The objective ${show(d['objective'])} cannot be loaded by another process; export it from a module, under the name that is asked for.`,
  OBJECTIVE_PROCESS_FAILED: (d) =>
    `The objective of ${String(d['module'])} could not be set up in a process of its own: ${String(d['reason'])}.`,
  OBJECTIVE_PROGRAM_FAILED: (d) => `${String(d['program'])} ${String(d['reason'])}`,
  STORAGE_CONFLICT: (d) =>
    `The study "${String(d['study'])}" is at version ${String(d['actual'])}, but ${String(d['expected'])} was expected: somebody else wrote to it.`,
  STORAGE_FULL: (d) =>
    `There is no room left to store anything in ${String(d['file'])}. What was stored before is safe: make room and start again, it goes on where it stopped.`,
  STORAGE_READ_ONLY: (d) =>
    `${String(d['file'])} cannot be written (${String(d['reason'])}). What is stored in it can be read; to go on, make file and folder writable, copy the file elsewhere, or choose another one with --storage.`,
  STORAGE_NOT_FOUND: (d) =>
    `${String(d['file'])} cannot be made: there is no folder ${String(d['folder'])}. Make it, or choose another file with --storage.`,
  STORAGE_FOREIGN: (d) =>
    `${String(d['file'])} is no file of tune: ${String(d['reason'])}. It was left as it is; choose another one with --storage.`,
  STORAGE_NEWER: (d) =>
    `${String(d['file'])} was written by a newer tune (version ${String(d['version'])} of its tables; this one knows up to ${String(d['known'])}). It was left as it is; update tune, or choose another file with --storage.`,
  STORAGE_LOCKED: (d) =>
    `Another process holds ${String(d['file'])} and does not let go of it (${String(d['reason'])}). End it, or choose another file with --storage.`,
  STORAGE_ENGINE_MISSING: (d) =>
    `Trials are kept in a database file, and its engine, libsql, cannot be loaded on ${String(d['platform'])}: ${String(d['reason'])}. Install again without leaving out optional dependencies; or, where there is no libsql for this platform, keep nothing: --storage memory.`,
  STORAGE_FAILED: (d) =>
    `${String(d['file'])} could not be used: ${String(d['reason'])}. What was stored before stays in it; look at the disk, or choose another file with --storage.`,
  COMPARE_DESIGN_INVALID: (d) =>
    `Expected ${String(d['expected'])} for ${String(d['name'])}, but got ${show(d['value'])}.`,
  CLI_STRATEGY_UNKNOWN: (d) =>
    `no strategy is called ${show(d['name'])}.${didYouMean(d)}\nBuilt in: ${list(d['known'])}. A path (./mine.mjs) or a package (tune-strategy-mine) works too.`,
  CLI_OBJECTIVE_UNKNOWN: (d) =>
    `no objective is called ${show(d['name'])}.${didYouMean(d)}\nBuilt in: ${list(d['known'])}. A path (./objective.mjs) or a package (tune-objective-mine) works too.`,
  CLI_MODULE_NOT_LOADABLE: (d) => `${show(d['path'])} could not be loaded: ${String(d['reason'])}`,
  CLI_REQUEST_INVALID: (d) =>
    `Expected ${String(d['expected'])} for ${String(d['name'])}, but got ${d['value'] === undefined ? 'nothing' : show(d['value'])}.`,
  CLI_NAME_UNKNOWN: (d) =>
    `nothing called ${show(d['name'])} is stored in ${String(d['file'])}.${didYouMean(d)}\ntune ls shows what is.`,
  CLI_USAGE: (d) => String(d['reason']),
} satisfies Record<string, Message>;

/** A code of the table {@link ERRORS}. */
export type ErrorCode = keyof typeof ERRORS;

/**
 * The one error class of tune: a stable `code`, a message for people, the `details` it was made of.
 *
 * @example
 * ```ts
 * import { TuneError } from '@tune/core';
 * const error = new TuneError('STUDY_TRIAL_UNKNOWN', { trial: 7 });
 * error.code; // 'STUDY_TRIAL_UNKNOWN'
 * ```
 */
export class TuneError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options: { cause?: unknown } = {}) {
    super(ERRORS[code](details), options);
    this.name = 'TuneError';
    this.code = code;
    this.details = details;
  }
}
