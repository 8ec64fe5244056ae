import { defineErrors, quote, type ErrorMessage } from './tune-error.ts';

const text = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

const prunerOf: ErrorMessage = ({ pruner, source }) =>
  `the pruner ${quote(pruner)}${source === undefined ? '' : ` (${text(source)})`}`;

/** Of an option that does not exist, or of a value that it does not take. */
const optionMessage: ErrorMessage = (d) => {
  const { known, kind, plugin, option, nearest, expected, value } = d;
  const owner = `The ${text(kind)} ${quote(plugin)}`;
  const meant = nearest === undefined ? '' : ` Did you mean ${text(nearest)}?`;
  if (!Array.isArray(known)) {
    const what = option === undefined ? '' : ` for its option ${quote(option)}`;
    return `${owner} expects ${text(expected)}${what}, but got ${quote(value)}.${meant}`;
  }
  const options = known.length === 0 ? 'It has none.' : `Its options: ${known.join(', ')}.`;
  return `${owner} has no option ${quote(option)}.${meant} ${options}`;
};

/** The errors of this package. `docs/reference/errors.md` is generated from such tables. */
export const coreError = defineErrors({
  SPACE_INVALID: (d) => `The space is invalid:\n${text(d['lines'])}`,
  SPACE_POINT_INVALID: (d) => `The point is not in the space:\n${text(d['lines'])}`,
  SPACE_JSON_INVALID: (d) => `The JSON does not describe a space:\n${text(d['lines'])}`,
  SPACE_CONSTRAINT_FAILED: (d) =>
    `The constraint ${quote(d['constraint'])} must return true or false for every point, but it ${text(d['reason'])} for ${quote(d['point'])}.`,
  SPACE_CONSTRAINT_UNKNOWN: (d) =>
    `The space was read from JSON, which holds only the name of the constraint ${quote(d['constraint'])}; pass its function to spaceFromJSON in predicates.`,
  SPACE_CONSTRAINT_NARROW: (d) =>
    `No new point that satisfies ${text(d['constraints'])} was found among ${text(d['points'])} points. Enqueue one as a start, or choose parameters for which more points are allowed (search two of three shares that sum to 1).`,
  SPACE_CONSTRAINT_EMPTY: (d) =>
    `The space has no allowed point: ${text(d['constraints'])} ${d['together'] === true ? 'together refuse' : 'refuses'} each of its ${text(d['points'])} points; correct or loosen ${d['together'] === true ? 'them' : 'it'}.`,
  STUDY_OPTION_INVALID: (d) =>
    `Expected ${text(d['expected'])} for ${text(d['name'])}, but got ${quote(d['value'])}.`,
  STUDY_OUTCOME_INVALID: (d) =>
    `Expected a number, a list of numbers, { failed: reason } or an outcome for trial ${text(d['trial'])}, but ${text(d['reason'])}.`,
  STUDY_OUTCOME_CONFLICT: (d) =>
    `Trial ${text(d['trial'])} has already ended as ${text(d['stored'])}, so it cannot end as ${text(d['told'])}. Each trial is told once.`,
  STUDY_TRIAL_UNKNOWN: (d) =>
    'given' in d
      ? `Expected a trial that ask() returned, but got ${quote(d['given'])}. Keep the trial until you tell its outcome: a number does not say which attempt is meant.`
      : `The study has no trial ${text(d['trial'])}. Tell only trials that ask() returned.`,
  STUDY_TRIAL_LOST: (d) =>
    `Trial ${text(d['trial'])} is now in attempt ${text(d['attempt'])}: its lease expired and another process took it over. The outcome of the older attempt is not stored.`,
  STUDY_TRIAL_ENDED: (d) =>
    `Trial ${text(d['trial'])} has already ended as ${text(d['state'])}; ask for another one.`,
  STUDY_TRIAL_HELD: (d) =>
    `Trial ${text(d['trial'])} is running in another process, which is alive; tell its outcome there.`,
  STUDY_CLOSED: (d) => `The study ${quote(d['study'])} is disposed; create it again to continue.`,
  STUDY_BUSY: (d) =>
    `The study ${quote(d['study'])} is already being optimized; await that call first.`,
  STUDY_SEQUENTIAL: (d) =>
    `The strategy ${quote(d['strategy'])} suggests one trial at a time; tell trial ${text(d['trial'])} before asking for the next.`,
  STUDY_CHANGED: (d) =>
    `The study ${quote(d['study'])} was created with ${text(d['option'])} ${quote(d['stored'])}, but ${quote(d['given'])} was given. Use another name for the changed study.`,
  STUDY_INVALID: (d) =>
    `The stored study ${quote(d['study'])} is damaged: ${text(d['reason'])}. Remove it, or restore the storage from a backup.`,
  STUDY_REMOVED: (d) =>
    `The study ${quote(d['study'])} was removed, or replaced by another study of the same name, while it was in use, so nothing more of it is stored. Create it again to start over.`,
  STRATEGY_INVALID: (d) =>
    `Expected a strategy (name, apiVersion 1, capabilities, suggest) from ${quote(d['source'])}, but ${text(d['reason'])}.`,
  STRATEGY_OPTION_INVALID: optionMessage,
  OBJECTIVE_OPTION_INVALID: optionMessage,
  PRUNER_OPTION_INVALID: optionMessage,
  PLUGIN_OPTION_INVALID: optionMessage,
  STRATEGY_POINT_INVALID: (d) =>
    `The strategy ${quote(d['strategy'])} ${text(d['done'])} a point outside of the space:\n${text(d['lines'])}`,
  STRATEGY_TIMED_OUT: (d) =>
    `The strategy ${quote(d['strategy'])} did not answer ${text(d['method'])}() within ${text(d['seconds'])} s. Make it faster, or allow it more time with suggestTimeoutMs.`,
  STRATEGY_GAVE_NOTHING: (d) =>
    `The strategy ${quote(d['strategy'])} suggested no point, which means that the space is used up, but ${quote(d['point'])} was never tried. Return at least one suggestion while points are left.`,
  PRUNER_INVALID: (d) =>
    `Expected "keep" or "stop" from decide() of ${prunerOf(d)}, but got ${text(d['decision'])}.`,
  PRUNER_FAILED: (d) =>
    `${prunerOf(d).replace(/^t/, 'T')} could not decide about trial ${text(d['trial'])} at step ${text(d['step'])}: ${text(d['reason']).replace(/\.$/, '')}.`,
  OBJECTIVE_INVALID: (d) =>
    `Expected an objective (name, space, direction, evaluate) from ${quote(d['source'])}, but ${text(d['reason'])}.`,
  OBJECTIVE_REPORT_INVALID: (d) =>
    `Expected report(step, value) with a whole step from 0 to 2^53 - 1 and a number as value from the objective ${quote(d['objective'])}, but got report(${text(d['came'])})${d['hint'] === undefined ? '' : `; ${text(d['hint'])}`}.`,
  OBJECTIVE_SECONDS_INVALID: (d) =>
    `Expected spent(seconds) with a number of at least 0 from the objective ${quote(d['objective'])}, but got spent(${text(d['came'])}).`,
  OBJECTIVE_UNUSABLE: (d) =>
    `The objective ${quote(d['objective'])} cannot be evaluated: ${text(d['reason'])}.`,
  EXECUTOR_CLOSED: () => 'The executor is closed and accepts no more jobs; create another one.',
  STORAGE_CONFLICT: (d) =>
    `The study ${quote(d['study'])} is at version ${text(d['actual'])}, but ${text(d['expected'])} was expected: another process has written to it.`,
  STORAGE_COMPARISON_INVALID: (d) =>
    `The stored comparison ${quote(d['name'])} is damaged: ${text(d['reason'])}. Remove it, or restore the storage from a backup.`,
  STORAGE_NAME_TAKEN: (d) =>
    `The storage already has something named ${quote(d['name'])}; remove it first, or use another name.`,
});
