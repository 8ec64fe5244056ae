import { readStudy, type Report, type StoredStudy, type Trial, type TrialState } from '@tune/core';
import { reasonOf } from '../reporters/format.ts';
import { jsonText } from '../terminal/visible.ts';
import type { Exporter } from './exporter.ts';

/** Operations and states as Optuna's journal numbers them. */
const CREATE_STUDY = 0;
const SET_STUDY_USER_ATTR = 2;
const CREATE_TRIAL = 4;
const DIRECTION = { minimize: 1, maximize: 2 } as const;
/** Optuna has no cancelled trials: there they are failed ones. */
const STATE: Readonly<Record<TrialState, number>> = {
  ...{ running: 0, complete: 1, pruned: 2, failed: 3, cancelled: 3, waiting: 4 },
};

interface ParameterJSON {
  readonly name: string;
  readonly type: string;
  readonly low: number;
  readonly high: number;
  readonly log?: boolean;
  readonly step?: number;
  readonly choices?: readonly unknown[];
}

/** Optuna's distribution of a parameter, as the JSON text that its journal holds. */
function distributionOf({ type, low, high, log = false, step, choices }: ParameterJSON): string {
  if (choices !== undefined) {
    return JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices } });
  }
  const isInt = type === 'int';
  // In Optuna a logarithmic range has no step.
  const grid = log ? (isInt ? 1 : null) : (step ?? (isInt ? 1 : null));
  const name = isInt ? 'IntDistribution' : 'FloatDistribution';
  return JSON.stringify({ name, attributes: { log, step: grid, low, high } });
}

/** A value as the journal holds it: a category is its index. */
const internal = ({ choices }: ParameterJSON, value: unknown): unknown =>
  choices === undefined ? value : choices.indexOf(value);

/** The years that Python knows. */
const LAST_TIME = Date.UTC(10_000, 0) - 1;

const time = (at: number | undefined): string | null =>
  at === undefined || !(at >= 0 && at <= LAST_TIME)
    ? null
    : new Date(at).toISOString().replace('Z', '000+00:00');

/**
 * Reports as JSON of Python, which has NaN and Infinity. Steps there are whole numbers; of several
 * values of a step the first stands, as everywhere in tune.
 */
function reportsText(reports: readonly Report[]): string {
  const values = new Map<number, number>();
  for (const { step, value } of reports) {
    if (Number.isSafeInteger(step) && step >= 0 && !values.has(step)) values.set(step, value);
  }
  return `{${[...values].map(([step, value]) => `"${step}":${value}`).join(',')}}`;
}

function trialLine(study: number, parameters: readonly ParameterJSON[], trial: Trial): object {
  const { point, outcome, meta, seed, attempt, state } = trial;
  const known = parameters.filter(({ name }) => Object.hasOwn(point, name));
  const lastValue = outcome?.state === 'complete' ? undefined : outcome?.value;
  const reason = reasonOf(trial);
  return {
    op_code: CREATE_TRIAL,
    worker_id: 'tune',
    study_id: study,
    datetime_start: time(trial.startedAt),
    ...(trial.endedAt === undefined || trial.outcome === undefined
      ? {}
      : { datetime_complete: time(trial.endedAt) }),
    state: STATE[state],
    value: trial.value ?? (state === 'pruned' ? (lastValue ?? null) : null),
    values: null,
    distributions: Object.fromEntries(known.map((one) => [one.name, distributionOf(one)])),
    params: Object.fromEntries(known.map((one) => [one.name, internal(one, point[one.name])])),
    user_attrs: {
      seed,
      attempt,
      ...(meta === undefined ? {} : { meta }),
      ...(reason === undefined ? {} : { reason }),
    },
    system_attrs: {},
  };
}

async function* studyLines(
  study: StoredStudy,
  study_name: string,
  index: number,
): AsyncGenerator<string> {
  const { created, trials } = study;
  const worker = { worker_id: 'tune' };
  const { strategy, seed } = created;
  const directions = created.directions.map((direction) => DIRECTION[direction]);
  yield jsonText({ op_code: CREATE_STUDY, ...worker, study_name, directions });
  // One attribute a line: Optuna takes no more.
  for (const user_attr of [{ strategy: strategy.name }, { seed }]) {
    yield jsonText({ op_code: SET_STUDY_USER_ATTR, ...worker, study_id: index, user_attr });
  }
  const { parameters } = created.space as unknown as { parameters: readonly ParameterJSON[] };
  for (const trial of trials) {
    const reports = reportsText(await study.reports(trial.number));
    const line = jsonText(trialLine(index, parameters, trial));
    yield `${line.slice(0, -1)},"intermediate_values":${reports}}`;
  }
}

/** The journal file of Optuna's `JournalStorage`, which `optuna-dashboard` opens. */
export const optunaJournal: Exporter = async function* ({ storage, studies, shown }) {
  for (const [index, { name }] of studies.entries()) {
    const study = (await readStudy(storage, name))!;
    yield* studyLines(study, shown(name), index);
  }
};
