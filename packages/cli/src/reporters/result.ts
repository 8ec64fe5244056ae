import { SIGNIFICANCE, type Comparison, type Design } from '@tune/compare';
import { colors } from './colors.ts';
import { countOf, formatSeconds, formatValue } from './format.ts';
import { alignColumns } from './table.ts';

/** The result for people: one table over the strategies, and what may be said of it. */
export function resultLines(design: Design, comparison: Comparison, seconds: number): string[] {
  const { strategies, target, repeats } = comparison;
  const { names } = design.objective.space;
  const measured = strategies.reduce((sum, { trials }) => sum + trials, 0);
  const knowsRegret = strategies.some(({ medianRegret }) => medianRegret !== undefined);
  const head = [
    'strategy',
    'best',
    ...(repeats > 1 ? ['median'] : []),
    ...(knowsRegret ? ['regret'] : []),
    ...names,
    target === null ? 'trials to best' : `to ${formatValue(target)}`,
    'choosing',
    'training',
    ...(strategies.some(({ failed }) => failed > 0) ? ['failed'] : []),
  ];
  const rows = strategies
    .toSorted((a, b) => Number(b.name === comparison.leader) - Number(a.name === comparison.leader))
    .map((strategy) => [
      strategy.name,
      show(bestOf(design, strategy.best)),
      ...(repeats > 1 ? [show(strategy.median)] : []),
      ...(knowsRegret ? [show(strategy.medianRegret ?? null)] : []),
      ...names.map((name) =>
        strategy.bestPoint === null ? '' : formatValue(strategy.bestPoint[name]),
      ),
      strategy.trialsToTarget === null ? 'not reached' : countOf(strategy.trialsToTarget, 'trial'),
      formatSeconds(strategy.suggestSeconds),
      formatSeconds(strategy.evaluateSeconds),
      ...(head.includes('failed') ? [String(strategy.failed)] : []),
    ]);
  const [headLine = '', ...lines] = alignColumns([head, ...rows]);
  return [
    '',
    `result after ${countOf(measured, 'trial')}, ${formatSeconds(seconds)}`,
    colors.dim(headLine),
    ...lines,
    '',
    verdict(comparison),
  ];
}

const show = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : formatValue(value);

function bestOf({ objective }: Design, values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return undefined;
  return objective.direction === 'minimize' ? Math.min(...known) : Math.max(...known);
}

/** Who leads, and whether the repeats allow calling it a winner. */
export function verdict({
  leader,
  winner,
  lead,
  repeats,
  strategies,
  leastRepeats,
  direction,
}: Comparison): string {
  if (leader === null) return 'No trial was complete: there is nothing to compare.';
  if (strategies.length === 1) {
    return `The best of ${leader} is ${show(bestOf({ objective: { direction } } as Design, strategies[0]!.best))}.`;
  }
  if (lead === null) return `${leader} is the only one with a complete trial.`;
  const ahead =
    lead === 0 ? 'Several strategies share the lead' : `${leader} leads by ${formatValue(lead)}`;
  if (winner !== null) {
    return `${leader} wins: ahead by ${formatValue(lead)} at the median of ${countOf(repeats, 'repeat')}, and better than each other strategy beyond chance (Wilcoxon signed-rank, ${SIGNIFICANCE * 100} % after Holm).`;
  }
  if (repeats < leastRepeats) {
    const have = repeats === 1 ? 'One repeat' : `${countOf(repeats, 'repeat')}`;
    return `${ahead}. ${have} cannot name a winner; try --repeats ${leastRepeats}.`;
  }
  return `${ahead}, but ${countOf(repeats, 'repeat')} do not tell it from chance (Wilcoxon signed-rank, ${SIGNIFICANCE * 100} % after Holm).`;
}
