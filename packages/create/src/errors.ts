import { defineErrors, quote } from '@tune/core/plugin';

const list = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

/** The errors of this package. */
export const createError = defineErrors({
  CREATE_TEMPLATE_UNKNOWN: (d) =>
    `There is no template ${quote(d['template'])}. The templates: ${list(d['known'])}.`,
  CREATE_LANGUAGE_UNKNOWN: (d) =>
    `There is no language ${quote(d['language'])}. The languages: ${list(d['known'])}.`,
  CREATE_NAME_INVALID: (d) =>
    `Expected a name of lower-case letters, digits and dashes that begins with a letter, such as annealing, but got ${quote(d['name'])}.`,
  CREATE_FILES_EXIST: (d) =>
    `${list(d['files'])} would be replaced in ${String(d['folder'])}. Use another folder, or allow it.`,
  CREATE_NOT_WRITABLE: (d) => `${String(d['path'])} could not be written: ${String(d['reason'])}.`,
  CREATE_SCRIPT_MISSING: (d) =>
    `No training script was found in ${String(d['folder'])}: looked for ${list(d['looked'])}. Name it as the script, or use the template strategy or objective.`,
  CREATE_SCRIPT_UNREADABLE: (d) =>
    `The script ${String(d['path'])} could not be read: ${String(d['reason'])}.`,
  CREATE_ARGUMENTS_MISSING: (d) =>
    `No argument with a number or a choice was found in ${String(d['script'])}: looked for ${list(d['looked'])}. Let the script take its parameters as arguments, or write the list of parameters by hand.`,
  CREATE_CANCELED: () => 'Canceled; nothing was written.',
});
