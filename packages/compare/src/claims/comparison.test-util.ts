import { toLoss } from '@tune/core/plugin';
import type { Comparison } from '../comparison.ts';
import { median } from '../statistics/median.ts';
import { judge } from '../verdict/verdict.ts';

/** A comparison with these values to be judged, by strategy and repeat. */
export function comparisonOf(
  values: Readonly<Record<string, readonly (number | null)[]>>,
  { direction = 'maximize', rope = 0, isFixed = true, ...more }: Options = {},
): Comparison {
  const losses = (label: string): number[] =>
    values[label]!.map((value) => (value === null ? Infinity : toLoss(direction, value)));
  const medianOf = (label: string): number | null => {
    const middle = median(losses(label));
    return middle === undefined || middle === Infinity ? null : toLoss(direction, middle);
  };
  const labels = Object.keys(values);
  const ranked = labels
    .filter((label) => medianOf(label) !== null)
    .toSorted((a, b) => median(losses(a))! - median(losses(b))!);
  const judged = ranked.length === 0 ? [] : [...new Set([...ranked, ...labels])];
  const repeats = Math.max(...labels.map((label) => values[label]!.length));
  return {
    ...{ objective: 'net', direction, trials: 5, repeats, seed: 1, judgedBy: 'search' },
    strategies: labels.map((name) => ({
      ...{ name, values: values[name]!, best: values[name]!, median: medianOf(name) },
      ...{ curve: { costs: [], median: [], low: [], high: [] }, bestPoint: null },
      ...{ trialsToTarget: null, measured: 5 * repeats, failed: 0, pruned: 0 },
      ...{ suggestSeconds: 0, evaluateSeconds: 0 },
    })),
    ...{ wholeRepeats: repeats, target: null, leader: ranked[0] ?? null },
    verdict: judge(
      judged.map((label) => ({
        label,
        runs: new Map(
          losses(label).map((loss, index) => [
            index + 1,
            { loss, curve: { costs: [1], losses: [loss] } },
          ]),
        ),
      })),
      { rope, isFixed },
    ),
    ...more,
  };
}

interface Options extends Partial<Pick<Comparison, 'direction' | 'repeats' | 'wholeRepeats'>> {
  readonly rope?: number;
  readonly isFixed?: boolean;
}
