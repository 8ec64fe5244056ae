import { readStudy, type StoredStudy } from '@tune/core';
import { formatTime, reasonOf } from '../reporters/format.ts';
import { visibleLines } from '../terminal/visible.ts';
import type { Exporter } from './exporter.ts';

/** Columns of a trial, in front of its parameters and behind them. None has a dot in its name. */
const LEADING = ['study', 'strategy', 'number', 'state', 'value'];
const TRAILING = [
  ...['seed', 'attempt', 'started', 'ended', 'suggestSeconds', 'evaluateSeconds', 'reason'],
];

/** The column of a parameter: never the same as another column, whatever the parameter is called. */
const columnOf = (parameter: string): string => `params.${parameter}`;

/** What a spreadsheet would compute instead of showing it; an apostrophe in front is always ours. */
const FORMULA = /^['=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * A text that a spreadsheet shows as it is. What begins like a formula gets an apostrophe in front,
 * unless it is a number; a program that reads the file back takes one away.
 */
const harmless = (text: string): string =>
  FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;

/** A field as RFC 4180 has it; semicolons and tabs, which separate fields elsewhere, are quoted too. */
function field(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = harmless(visibleLines(value));
  return /[",;\t\n]|^ | $/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const time = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : formatTime(at);

/** The parameters of a study, and those of its points if a damaged space lacks them. */
function parametersOf({ created, trials }: StoredStudy): readonly string[] {
  const { parameters } = created.space as { readonly parameters?: readonly { name: string }[] };
  const defined = parameters?.map(({ name }) => name) ?? [];
  return [...defined, ...trials.flatMap(({ point }) => Object.keys(point))];
}

/** A row for each trial; a column for each parameter that any of the studies has. */
export const csv: Exporter = async function* ({ storage, studies: summaries, shown }) {
  const studies: StoredStudy[] = [];
  for (const { name } of summaries) studies.push((await readStudy(storage, name))!);
  const names = [...new Set(studies.flatMap(parametersOf))];
  yield [...LEADING, ...names.map(columnOf), ...TRAILING].map(field).join(',');
  for (const { name, created, trials } of studies) {
    for (const trial of trials) {
      const { number, state, value, point, seed, attempt } = trial;
      yield [
        ...[shown(name), created.strategy.name, number, state, value],
        ...names.map((key) => (Object.hasOwn(point, key) ? point[key] : undefined)),
        ...[seed, attempt, time(trial.startedAt), time(trial.endedAt)],
        ...[trial.suggestSeconds, trial.evaluateSeconds, reasonOf(trial)],
      ]
        .map(field)
        .join(',');
    }
  }
};
