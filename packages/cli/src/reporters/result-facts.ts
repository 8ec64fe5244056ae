import type { Comparison, StrategySummary } from '@tune/compare';
import type { Fact } from '../terminal/facts.ts';
import { jsonLines } from '../terminal/json-lines.ts';
import { commandLines, shellWord } from '../terminal/shell.ts';
import { countOf, formatSeconds, formatValue } from './format.ts';
import { bestOf } from './ranking.ts';
import type { ResultView } from './result.ts';
import { repeatsToAdd } from './verdict.ts';

/** Below the table: the best point, what all of it cost, and the command that does it again. */
export function resultFacts(view: ResultView): Fact[] {
  const { comparison, seconds, command } = view;
  const { strategies, leader } = comparison;
  const sum = (of: (strategy: StrategySummary) => number): number =>
    strategies.reduce((total, one) => total + of(one), 0);
  const trials = countOf(
    sum(({ measured }) => measured),
    'trial',
  );
  const evaluating = formatSeconds(sum(({ evaluateSeconds }) => evaluateSeconds));
  const choosing = formatSeconds(sum(({ suggestSeconds }) => suggestSeconds));
  const now = seconds === undefined ? '' : ` · ${formatSeconds(seconds)} from start to end`;
  const next = nextStep(view);
  const best = strategies.find(({ name }) => name === leader);
  return [
    ...(best === undefined || best.bestPoint === null ? [] : bestFacts(view, best)),
    ['cost', `${trials} · evaluating ${evaluating} · choosing ${choosing}${now}`],
    ...(command === undefined
      ? []
      : [['again', (room: number) => commandLines(command.map(shellWord), room)] satisfies Fact]),
    ...(next === undefined ? [] : [['next', next] satisfies Fact]),
  ];
}

/** What to type for more, where the verdict is open. */
function nextStep({ comparison, name, isComplete }: ResultView): string | undefined {
  const more = repeatsToAdd(comparison);
  if (more === undefined || !isComplete) return undefined;
  const how =
    name === undefined
      ? `the same with --repeats ${comparison.repeats + more}`
      : `tune resume ${name} --repeats +${more}`;
  return `not sure enough? ${how}`;
}

/** The best point in full precision, where it comes from, and how to get it. */
function bestFacts({ comparison, metric, name }: ResultView, best: StrategySummary): Fact[] {
  const { repeat, value } = bestRun(comparison, best);
  const repeats = comparison.repeats > 1 ? `, repeat ${repeat}` : '';
  const what = [metric ?? 'value', value].join(' ');
  const where = `${what} · ${best.name}${repeats}`;
  const get = name === undefined ? '' : ` · tune best ${name} prints it`;
  return [
    ['best point', (room) => jsonLines(best.bestPoint, room)],
    ['', where + get],
  ];
}

/** In which repeat the best point was found, and what it is worth. */
function bestRun(
  { direction }: Comparison,
  { best, bestPoint, choices }: StrategySummary,
): { readonly repeat: number; readonly value: string } {
  const key = JSON.stringify(bestPoint);
  const at =
    choices?.findIndex((choice) => choice !== null && JSON.stringify(choice.point) === key) ?? -1;
  const choice = choices?.[at];
  if (choice !== undefined && choice !== null && choice.score !== null) {
    const search = choice.search === null ? '' : ` (${formatValue(choice.search)} in the search)`;
    return { repeat: at + 1, value: `${formatValue(choice.score)}${search}` };
  }
  const value = bestOf(direction, best);
  return {
    repeat: best.indexOf(value ?? null) + 1,
    value: value === undefined ? '-' : formatValue(value),
  };
}
