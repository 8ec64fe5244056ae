import { isTuneError, type ErrorDetails, type TuneError } from '@tune/core';
import { defineErrors, quote } from '@tune/core/plugin';

const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

const hasSome = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

const didYouMean = ({ nearest }: Readonly<Record<string, unknown>>): string =>
  nearest === undefined ? '' : ` Did you mean ${String(nearest)}?`;

/** The errors of this package. */
export const cliError = defineErrors({
  CLI_USAGE: (d) => String(d['reason']),
  CLI_NAME_UNKNOWN: (d) =>
    `nothing called ${quote(d['name'])} is stored in ${String(d['file'])}.${didYouMean(d)}\ntune ls lists what is stored.`,
  CLI_PLUGIN_UNKNOWN: (d) => {
    const { kind, own, libraries } = d;
    const lists = [
      ...(hasSome(own) ? [`In the config: ${list(own)}.`] : []),
      `Built in: ${list(d['known'])}.`,
      ...(hasSome(libraries) ? [`Libraries in Python: ${list(libraries)}.`] : []),
    ];
    return `no ${String(kind)} is called ${quote(d['name'])}.${didYouMean(d)}\n${lists.join(' ')} A path (./mine.mjs) or a package (tune-${String(kind)}-mine) works too.`;
  },
  CLI_PLUGIN_INVALID: (d) =>
    `Expected ${/^[aeiou]/.test(String(d['kind'])) ? 'an' : 'a'} ${String(d['kind'])} (${String(d['expected'])}) from ${quote(d['source'])}, but ${String(d['reason'])}.`,
  CLI_EXECUTOR_FAILED: (d) => `The executor ${quote(d['source'])} ${String(d['reason'])}.`,
  CLI_CONFIG_INVALID: (d) => `${String(d['file'])}: ${String(d['reason'])}`,
  CLI_LIBRARY_MISSING: (d) => String(d['sentences']),
  CLI_MODULE_NOT_LOADABLE: (d) => `${quote(d['path'])} could not be loaded: ${String(d['reason'])}`,
  CLI_IMPORT_INVALID: (d) => `${String(d['file'])} cannot be imported: ${String(d['reason'])}`,
  CLI_REQUEST_INVALID: (d) =>
    `Expected ${String(d['expected'])} for ${String(d['name'])}, but got ${String(d['came'])}.`,
  CLI_REQUEST_KEY_UNKNOWN: (d) =>
    `The operation ${quote(d['op'])} has no key ${quote(d['key'])}.${didYouMean(d)} Its keys: ${list(d['known'])}.`,
  CLI_REQUEST_FAILED: (d) => `The request could not be answered: ${String(d['reason'])}`,
  CLI_OUTPUT_FAILED: (d) => `the output could not be written: ${String(d['reason'])}.`,
  OBJECTIVE_PRESET_UNKNOWN: (d) =>
    `The objective ${quote(d['objective'])} has no preset ${quote(d['preset'])}.${didYouMean(d)} ${
      Array.isArray(d['presets']) && d['presets'].length > 0
        ? `Its presets: ${list(d['presets'])}.`
        : 'It has no presets.'
    }`,
  STRATEGY_FAILED: (d) => `The strategy could not answer: ${String(d['reason'])}`,
});

/** A usage error. */
export const usage = (reason: string): TuneError => cliError('CLI_USAGE', { reason });

/** The codes that mean: what was typed cannot be done. They end with exit code 2. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'CLI_USAGE',
  'CLI_NAME_UNKNOWN',
  'CLI_PLUGIN_UNKNOWN',
  'CLI_PLUGIN_INVALID',
  'CLI_CONFIG_INVALID',
  'CLI_LIBRARY_MISSING',
  'CLI_MODULE_NOT_LOADABLE',
  'CLI_IMPORT_INVALID',
  'COMPARE_DESIGN_INVALID',
  'CREATE_ARGUMENTS_MISSING',
  'CREATE_FILES_EXIST',
  'CREATE_LANGUAGE_UNKNOWN',
  'CREATE_NAME_INVALID',
  'CREATE_SCRIPT_MISSING',
  'CREATE_SCRIPT_UNREADABLE',
  'CREATE_TEMPLATE_UNKNOWN',
  'COMPARE_RUN_CHANGED',
  'OBJECTIVE_COMMAND_INVALID',
  'OBJECTIVE_INVALID',
  'OBJECTIVE_OPTION_INVALID',
  'OBJECTIVE_PRESET_UNKNOWN',
  'PLUGIN_OPTION_INVALID',
  'PRUNER_OPTION_INVALID',
  'SPACE_INVALID',
  'SPACE_JSON_INVALID',
  'SPACE_POINT_INVALID',
  // While it was loaded: later its study fails with it.
  'STRATEGY_EXITED',
  'STRATEGY_INVALID',
  'STRATEGY_LIBRARY_MISSING',
  'STRATEGY_LIBRARY_UNKNOWN',
  'STRATEGY_LOAD_TIMED_OUT',
  'STRATEGY_OPTION_INVALID',
  'STRATEGY_OUT_OF_MEMORY',
  'STRATEGY_PROGRAM_NOT_STARTED',
  'STRATEGY_PYTHON_MISSING',
  'STORAGE_NAME_TAKEN',
  'STUDY_CHANGED',
]);

export const isUsage = (error: unknown): boolean =>
  isTuneError(error) && USAGE_CODES.has(error.code);

const OTHER_FILE = '(--storage FILE)';

/** What the command line can do about an error of a library, which knows no flags. */
const HINTS: Readonly<Record<string, string>> = {
  CREATE_FILES_EXIST: '(--force)',
  CREATE_SCRIPT_MISSING: '(--script FILE, --template strategy)',
  STRATEGY_LOAD_TIMED_OUT: '(--isolation none loads it without a limit)',
  STRATEGY_TIMED_OUT: '(--suggest-timeout SECONDS)',
  STORAGE_READ_ONLY: OTHER_FILE,
  STORAGE_NOT_FOUND: OTHER_FILE,
  STORAGE_FOREIGN: OTHER_FILE,
  STORAGE_DAMAGED: OTHER_FILE,
  STORAGE_NEWER: OTHER_FILE,
  STORAGE_LOCKED: OTHER_FILE,
  STORAGE_FAILED: OTHER_FILE,
  STORAGE_LOST: OTHER_FILE,
  STORAGE_LOG_FOREIGN: OTHER_FILE,
  STORAGE_ENGINE_MISSING: '(--storage memory, which stores nothing)',
};

/** The message of an error, with what the command line can do about it. */
export function messageOf({ code, message, details }: TuneError): string {
  const hint = HINTS[code];
  if (hint !== undefined) return `${message} ${hint}`;
  if (code === 'STUDY_CHANGED') return changedMessage(message, details);
  return message;
}

/** The message of the library proposes another name, but names of runs follow from what they are made of. */
function changedMessage(message: string, { study, option, stored, given }: ErrorDetails): string {
  const what = String(option);
  if (!what.endsWith('version')) return `${message}\n${START_CHANGED}`;
  const versions = `its ${what} was ${String(stored ?? 'not known')} and is ${String(given)}`;
  return `${String(study)} cannot continue: ${versions}. A file was edited, or a package was updated.\n${START_CHANGED}`;
}

const START_CHANGED =
  'Trials from before and after the change do not mix: start again with tune compare or tune run, with --fresh to replace what is stored.';
