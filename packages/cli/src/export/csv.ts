import { readStudy, type StoredStudy } from '@tune/core';
import { reasonOf } from '../reporters/format.ts';
import type { Exporter } from './exporter.ts';

/** A field as RFC 4180 has it. */
const field = (value: unknown): string => {
  const text = value === undefined || value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const time = (at: number | undefined): string =>
  at === undefined ? '' : new Date(at).toISOString();

/** A row for each trial; a column for each parameter that any of the studies has. */
export const csv: Exporter = async function* ({ storage, studies: summaries }) {
  const studies: StoredStudy[] = [];
  for (const { name } of summaries) studies.push((await readStudy(storage, name))!);
  const names = new Set(
    studies.flatMap(({ trials }) => trials.flatMap(({ point }) => Object.keys(point))),
  );
  yield [
    ...['study', 'strategy', 'number', 'state', 'value', ...names],
    ...['seed', 'attempt', 'started', 'ended', 'suggestSeconds', 'evaluateSeconds', 'reason'],
  ]
    .map(field)
    .join(',');
  for (const { name, created, trials } of studies) {
    for (const trial of trials) {
      const { number, state, value, point, seed, attempt } = trial;
      yield [
        ...[name, created.strategy.name, number, state, value],
        ...[...names].map((key) => point[key]),
        ...[seed, attempt, time(trial.startedAt), time(trial.endedAt)],
        ...[trial.suggestSeconds, trial.evaluateSeconds, reasonOf(trial)],
      ]
        .map(field)
        .join(',');
    }
  }
};
