import { createRng } from '@tune/core/plugin';
import { expect, test } from 'vitest';
import { median } from '../statistics/median.ts';
import { judgePair } from '../verdict/judge-pair.ts';

/** How many of 4,000 comparisons pass in which the best of `others` is no better than the baseline. */
function falsePasses(others: number): number {
  const rng = createRng(`false passes ${others}`);
  const run = (): number[] => Array.from({ length: 10 }, () => rng.normal());
  let passed = 0;
  for (let i = 0; i < 4000; i++) {
    const baseline = run();
    const [best] = Array.from({ length: others }, run).toSorted((a, b) => median(a)! - median(b)!);
    const differences = best!.map((loss, repeat) => loss - baseline[repeat]!);
    passed += judgePair(differences, { rope: 0, isFixed: true }).answer === 'better' ? 1 : 0;
  }
  return passed / 4000;
}

test('the best of several equal strategies seldom passes for better than the baseline, although it was picked', () => {
  expect(falsePasses(1)).toBeLessThan(0.025);
  expect(falsePasses(4)).toBeLessThan(0.05);
});
