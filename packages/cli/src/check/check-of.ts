import { selfCheck, type Comparison, type EqualRuns, type SelfCheck } from '@tune/compare';
import { toLoss } from '@tune/core/plugin';

/** What a comparison of a strategy with itself tells; undefined if fewer than two repeats are whole. */
export function checkOf(comparison: Comparison): SelfCheck | undefined {
  const { strategies, direction, wholeRepeats, seed, verdict } = comparison;
  const [first, second] = strategies.map(({ values }) =>
    values.map((value) => (value === null ? Infinity : toLoss(direction, value))),
  );
  // In each repeat, the first strategy has the first turn.
  const runs = (first ?? []).flatMap((loss, index): EqualRuns[] => {
    const other = second?.[index];
    return other === undefined ? [] : [[loss, other]];
  });
  // A repeat that was cut short is the last one.
  const whole = runs.slice(0, wholeRepeats);
  return whole.length < 2 ? undefined : selfCheck(whole, { rope: verdict.rope, seed });
}
