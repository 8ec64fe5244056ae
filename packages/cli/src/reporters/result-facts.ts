import type { StrategySummary } from '@tune/compare';
import { comparisonNameOf } from '../stored/names.ts';
import { bestPointOf, type BestPoint } from '../results/best-point.ts';
import type { Fact } from '../terminal/facts.ts';
import { jsonLines } from '../terminal/json-lines.ts';
import { commandLines, shellWord } from '../terminal/shell.ts';
import { countOf, formatSeconds, formatValue } from './format.ts';
import type { ResultView } from './result-view.ts';
import { repeatsToAdd } from './verdict.ts';

/** Below the table: the best point, what all of it cost, and the command that does it again. */
export function resultFacts(view: ResultView): Fact[] {
  const { comparison, seconds, command } = view;
  const { strategies } = comparison;
  const sum = (of: (strategy: StrategySummary) => number): number =>
    strategies.reduce((total, one) => total + of(one), 0);
  const trials = countOf(
    sum(({ measured }) => measured),
    'trial',
  );
  const evaluating = formatSeconds(sum(({ evaluateSeconds }) => evaluateSeconds));
  const choosing = formatSeconds(sum(({ suggestSeconds }) => suggestSeconds));
  const now = seconds === undefined ? '' : ` · ${formatSeconds(seconds)} in all`;
  const best = bestPointOf(comparison);
  const next = nextStep(view, best);
  return [
    ...(best === undefined ? [] : bestFacts(view, best)),
    ['cost', `${trials} · evaluating ${evaluating}, choosing ${choosing}${now}`],
    ...strategies.flatMap(fallbackFacts),
    ...(command === undefined
      ? []
      : [['again', (room: number) => commandLines(command.map(shellWord), room)] satisfies Fact]),
    ...(next === undefined ? [] : [['next', next] satisfies Fact]),
  ];
}

/** A strategy that was not itself, which the table does not show. */
function fallbackFacts({ name, measured, fallbacks }: StrategySummary): Fact[] {
  if (fallbacks === undefined) return [];
  const { trials, reason } = fallbacks;
  const share = `${trials} of ${countOf(measured, 'trial')}`;
  return [['no model', `${name} searched without its model in ${share}: ${reason}`]];
}

/** What to type for more, where the verdict is open, or where to look if nothing was measured. */
function nextStep(
  { comparison, name, isComplete }: ResultView,
  best: BestPoint | undefined,
): string | undefined {
  if (!isComplete) return undefined;
  if (best === undefined && comparison.strategies.some(({ failed }) => failed > 0)) {
    const where = name === undefined ? 'above' : `in tune show ${comparisonNameOf(name)} --trials`;
    return `no trial is complete; the reasons are ${where}`;
  }
  const more = repeatsToAdd(comparison);
  if (more === undefined) return undefined;
  const how =
    name === undefined
      ? `the same with --repeats ${comparison.repeats + more}`
      : `tune resume ${comparisonNameOf(name)} --repeats +${more}`;
  return `not sure enough? ${how}`;
}

/** The best point in full precision, where it comes from, and how to get it. */
function bestFacts({ comparison, metric = 'value', name }: ResultView, best: BestPoint): Fact[] {
  const { label, repeat, point, value, search } = best;
  const of =
    comparison.repeats === 1 || repeat === undefined ? label : `${label}, repeat ${repeat}`;
  const seen = search == null ? '' : ` (${formatValue(search)} in the search)`;
  const get = name === undefined ? '' : ` · tune best ${name}`;
  return [
    ['best point', (room) => jsonLines(point, room)],
    ['', `${metric} ${formatValue(value)}${seen} · ${of}${get}`],
  ];
}
