import { defineErrors, quote } from '@tune/core/plugin';

/** The errors of this package. `docs/reference/errors.md` is generated from such tables. */
export const runtimeError = defineErrors({
  OBJECTIVE_NOT_LOADABLE: (d) =>
    `The objective ${quote(d['objective'])} cannot be loaded by another process; export it from a module under that name.`,
  OBJECTIVE_DISPOSE_FAILED: (d) =>
    `The objective of ${String(d['module'])} could not be disposed of in a child process: ${String(d['reason'])}.`,
  OBJECTIVE_CHANGED: (d) =>
    `${String(d['module'])} was edited while it was in use, and a new process would evaluate the new text. Trials from before and after the edit do not mix: restore the old text to continue, or start a new search.`,
  OBJECTIVE_PROCESS_FAILED: (d) =>
    `The objective of ${String(d['module'])} could not be set up in a child process: ${String(d['reason'])}.`,
  STRATEGY_NOT_LOADABLE: (d) =>
    `The strategy ${quote(d['source'])} could not be loaded: ${String(d['reason'])}`,
  STRATEGY_LOAD_TIMED_OUT: (d) =>
    `The strategy ${quote(d['source'])} was not loaded within ${String(d['seconds'])} s, so its thread was ended. Do not compute or wait while its module is imported or its factory is called.`,
  STRATEGY_CHANGED: (d) =>
    `The strategy ${quote(d['source'])} was edited while it was in use, and a new thread would run the new text. Trials from before and after the edit do not mix: restore the old text to continue, or start a new search.`,
  STRATEGY_EXITED: (d) =>
    `The strategy ${quote(d['source'])} ended its thread ${String(d['during'])} with exit code ${String(d['code'])}. Throw an error instead of calling process.exit().`,
  STRATEGY_OUT_OF_MEMORY: (d) =>
    `The strategy ${quote(d['source'])} used more than ${String(d['most'])} MiB of memory ${String(d['during'])}, so its thread was ended.`,
  STRATEGY_CONSTRAINT_FAILED: (d) =>
    `The constraints of the space could not be evaluated: ${String(d['reason'])}`,
  STORAGE_FULL: (d) =>
    `There is no room left to write ${String(d['file'])}. What was stored before is safe: free some space and start again; the study continues where it stopped.`,
  STORAGE_READ_ONLY: (d) =>
    `${String(d['file'])} cannot be written (${String(d['reason'])}). What it holds can be read; to continue, make the file and its folder writable, copy the file elsewhere, or choose another file.`,
  STORAGE_NOT_FOUND: (d) =>
    `${String(d['file'])} cannot be created: the folder ${String(d['folder'])} does not exist. Create it, or choose another file.`,
  STORAGE_FOREIGN: (d) =>
    `${String(d['file'])} is not a tune database: ${String(d['reason'])}. It was not changed; choose another file.`,
  STORAGE_DAMAGED: (d) =>
    `${String(d['file'])} is damaged (${String(d['reason'])}): a part of it was overwritten or cut off. Keep it as it is and put a backup in its place; without one, sqlite3 FILE .recover may still read some of it. Or choose another file.`,
  STORAGE_NEWER: (d) =>
    `${String(d['file'])} was written by a newer tune (version ${String(d['version'])} of its tables; this one knows versions up to ${String(d['known'])}). It was not changed; update tune, or choose another file.`,
  STORAGE_LOCKED: (d) =>
    `Another process holds a lock on ${String(d['file'])} and does not release it (${String(d['reason'])}). End that process, or choose another file.`,
  STORAGE_LOST: (d) =>
    `${String(d['file'])} was ${String(d['how'])} while it was in use, so nothing more can be stored in it. If you still have the original file, moved or as a backup, put it back and start again: the study continues with what it holds. Or choose another file.`,
  STORAGE_LOG_FOREIGN: (d) =>
    `${String(d['log'])} does not belong to ${String(d['file'])}: a process that used it was killed, and the database was moved or replaced since. Neither was changed. To get back what the log holds, put the database back that was beside it; to use ${String(d['file'])} as it is, move the log away.`,
  STORAGE_ENGINE_MISSING: (d) =>
    `The database engine @photostructure/sqlite cannot be loaded on ${String(d['platform'])}: ${String(d['reason'])}. Install it again; if it does not exist for this platform, use memoryStorage().`,
  STORAGE_FAILED: (d) =>
    `${String(d['file'])} could not be used: ${String(d['reason'])}. What was stored before is still there; check the disk, or choose another file.`,
});
