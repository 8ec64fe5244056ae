import { defineErrors, quote } from '@tune/core/plugin';

const text = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

/** The errors of this package. `docs/reference/errors.md` is generated from such tables. */
export const objectiveError = defineErrors({
  OBJECTIVE_PRESET_UNKNOWN: (d) => {
    const meant = d['nearest'] === undefined ? '' : ` Did you mean ${text(d['nearest'])}?`;
    const known = Array.isArray(d['presets']) && d['presets'].length > 0;
    const presets = known ? `Its presets: ${text(d['presets'])}.` : 'It has no presets.';
    return `The objective ${quote(d['objective'])} has no preset ${quote(d['preset'])}.${meant} ${presets}`;
  },
  OBJECTIVE_DATA_MISSING: (d) =>
    `The data of ${text(d['objective'])} are missing: ${text(d['reason'])}. ${text(d['remedy'])}`,
  OBJECTIVE_DATA_INVALID: (d) =>
    `${text(d['file'])} is not what was expected: ${text(d['reason'])}. ${text(d['remedy'])}`,
  OBJECTIVE_BACKEND_MISSING: (d) => `${text(d['reason'])}\n${text(d['remedy'])}`,
  OBJECTIVE_COMMAND_INVALID: (d) => text(d['reason']),
  OBJECTIVE_PROGRAM_FAILED: (d) => `${text(d['program'])} ${text(d['reason'])}`,
});
