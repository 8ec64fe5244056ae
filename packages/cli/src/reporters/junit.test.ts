import type { ComparisonEvent, ProblemsComparison } from '@tune/compare';
import { expect, test } from 'vitest';
import { designOf, ended } from './design.test-util.ts';
import { junitReporter } from './junit.ts';

/** What a reporter writes for these calls. */
function written(calls: (reporter: Required<ReturnType<typeof junitReporter>>) => void): string {
  let text = '';
  const file = { write: (more: string) => void (text += more), close: () => undefined };
  const reporter = junitReporter(file);
  calls(reporter as Required<typeof reporter>);
  void reporter.end();
  return text;
}

const strategy = (name: string, median: number | null) => ({
  ...{ name, values: [median], best: [median], median, bestPoint: null, trialsToTarget: null },
  ...{ curve: { costs: [], median: [], low: [], high: [] }, measured: 4, failed: 0, pruned: 0 },
  ...{ suggestSeconds: 0.25, evaluateSeconds: 1 },
});

const result = (answer: 'better' | 'unknown'): ComparisonEvent => ({
  ...{ type: 'comparison', isComplete: true },
  comparison: {
    ...{ objective: 'net', direction: 'maximize', trials: 4, repeats: 1, seed: 1 },
    ...{ judgedBy: 'search', wholeRepeats: 1, target: 0.5, leader: 'bayes' },
    strategies: [strategy('bayes', 0.9), strategy('random', null)],
    verdict: {
      ...{ answer, rope: 0, isFixed: true, level: 0.05, moreRepeats: null },
      pairs: [
        {
          ...{ first: 'bayes', second: 'random', answer, repeats: 1, probability: 1 },
          ...{ probabilityInterval: null, advantage: null, advantageInterval: null },
          ...{ costRatio: null, breakEven: null, moreRepeats: null },
        },
      ],
    },
  },
});

const problems = {
  ...{ strategies: [], problems: [], leader: 'bayes', answer: 'unknown', scope: null },
  ...{ friedman: null, criticalDifference: null, groups: [] },
  pairs: [
    {
      ...{ first: 'bayes', second: 'random', answer: 'unknown', probability: 1 },
      ...{ probabilityInterval: null, pValue: null, adjustedPValue: null },
      counts: { better: 1, equal: 0, worse: 0, unknown: 1 },
      posterior: { better: 1, equal: 0, worse: 0 },
    },
  ],
} as unknown as ProblemsComparison;

test('each objective has a suite, and so have all of them together and what has to hold', () => {
  const xml = written((reporter) => {
    reporter.begin(designOf(), 'nets/one');
    reporter.event(ended('random', 2, 'it <diverged>'));
    reporter.event(result('better'));
    reporter.begin(designOf(), 'nets/two');
    reporter.event(result('unknown'));
    reporter.problems(problems, true);
    reporter.claims([{ claim: 'a', answer: 'unknown', reason: 'b', moreRepeats: 1 }]);
  });
  expect(xml.match(/<testsuite .*?(?= time)/g)).toEqual([
    '<testsuite name="nets/one" tests="3" failures="0" errors="1" skipped="0"',
    '<testsuite name="nets/two" tests="3" failures="0" errors="1" skipped="1"',
    '<testsuite name="all 2 problems" tests="1" failures="0" errors="0" skipped="1"',
    '<testsuite name="what has to hold" tests="1" failures="1" errors="0" skipped="0"',
  ]);
  expect(xml).toContain('<testsuites name="tune" tests="8" failures="1" errors="2" skipped="2"');
  expect(xml).toContain('repeat 1, trial 2 failed: it &lt;diverged&gt; at {"lr":0.002}');
  expect(xml).toContain('<failure message="cannot tell yet: b"/>');
  expect(xml).toContain('time="1.250"');
});

test('of many failed trials the first fifty are listed', () => {
  const xml = written((reporter) => {
    reporter.begin(designOf(), undefined);
    for (let number = 1; number <= 53; number++) reporter.event(ended('bayes', number, 'bad'));
    reporter.event(result('better'));
  });
  expect(xml.match(/failed: bad/g)).toHaveLength(50);
  expect(xml).toContain('and 3 more');
});
