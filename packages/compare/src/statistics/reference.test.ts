// Against scipy, statsmodels, baycomp and rliable: reference.json is made by `npm run verdict:reference -w benchmarks`.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  interquartileMean,
  optimalityGap,
  percentileInterval,
  probabilityOfImprovement,
} from './aggregates.ts';
import { friedman } from './friedman.ts';
import { holm } from './holm.ts';
import { locationShift } from './location-shift.ts';
import { midranks } from './ranks.ts';
import { shareInterval, type Interval } from './share-interval.ts';
import { signPosterior, type SignCounts } from './sign-posterior.ts';
import { studentizedRangeBelow, studentizedRangeQuantile } from './studentized-range.ts';
import { signedRankSum, wilcoxon } from './wilcoxon.ts';

type Numbers = readonly number[];

interface Reference {
  readonly wilcoxon: readonly { differences: Numbers; signedSum: number; pValue: number }[];
  readonly locationShift: readonly {
    differences: Numbers;
    estimate: number;
    interval?: Interval;
  }[];
  readonly shareInterval: readonly ({ share: number; samples: number } & Interval)[];
  readonly midranks: readonly { values: readonly (number | null)[]; ranks: Numbers }[];
  readonly friedman: readonly {
    ranks: readonly Numbers[];
    statistic: number;
    pValue: number;
    criticalDifference?: number;
  }[];
  readonly studentizedRange: readonly {
    count: number;
    probability: number;
    quantile: number;
    below: number;
  }[];
  readonly holm: readonly { pValues: Numbers; adjusted: Numbers }[];
  readonly signPosterior: readonly { counts: SignCounts; drawn: Numbers; exact: Numbers }[];
  readonly aggregates: readonly {
    first: readonly Numbers[];
    second: readonly Numbers[];
    interquartileMean: number;
    optimalityGap: number;
    probabilityOfImprovement: number;
    /** By resample and problem, which runs were drawn. */
    resamples: readonly (readonly Numbers[])[];
    interquartileMeanInterval: Numbers;
    optimalityGapInterval: Numbers;
  }[];
}

const reference = JSON.parse(
  readFileSync(new URL('reference.json', import.meta.url), 'utf8'),
) as Reference;

/** To 1e-10, relative to numbers above 1. */
function expectClose(value: number | undefined, expected: number): void {
  expect(Math.abs(value! - expected)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(expected)));
}

test('Wilcoxon as in scipy: exact, also with ties, zeros dropped', () => {
  for (const { differences, signedSum, pValue } of reference.wilcoxon) {
    expectClose(wilcoxon(differences), pValue);
    expectClose(signedRankSum(differences), signedSum);
  }
});

test('Hodges and Lehmann as R defines it, and the interval between the two nearest exact ones', () => {
  for (const { differences, estimate, interval } of reference.locationShift) {
    const shift = locationShift(differences)!;
    expectClose(shift.estimate, estimate);
    expect(shift.interval === undefined).toBe(interval === undefined);
    if (interval === undefined) continue;
    expectClose(shift.interval?.low, interval.low);
    expectClose(shift.interval?.high, interval.high);
  }
});

test("Wilson's interval as in scipy", () => {
  for (const { share, samples, low, high } of reference.shareInterval) {
    const interval = shareInterval(share, samples);
    expectClose(interval.low, low);
    expectClose(interval.high, high);
  }
});

test('average ranks as in scipy, infinite values too', () => {
  for (const { values, ranks } of reference.midranks) {
    expect(midranks(values.map((value) => value ?? Infinity))).toEqual(ranks);
  }
});

test("Friedman's test as in scipy, with ties; the critical difference as Demšar has it", () => {
  for (const { ranks, statistic, pValue, criticalDifference } of reference.friedman) {
    const result = friedman(ranks)!;
    expectClose(result.statistic, statistic);
    expectClose(result.pValue, pValue);
    if (criticalDifference !== undefined) {
      expectClose(result.criticalDifference, criticalDifference);
    }
  }
});

test('the studentized range as in scipy, up to 100 treatments', () => {
  for (const { count, probability, quantile, below } of reference.studentizedRange) {
    expectClose(studentizedRangeBelow(quantile, count), below);
    expectClose(studentizedRangeQuantile(probability, count), quantile);
  }
});

test("Holm's correction as in statsmodels", () => {
  for (const { pValues, adjusted } of reference.holm) {
    for (const [index, value] of holm(pValues).entries()) expectClose(value, adjusted[index]!);
  }
});

test('the Bayesian sign test: as its integral in scipy, and as baycomp draws it to three errors of a million draws', () => {
  for (const { counts, drawn, exact } of reference.signPosterior) {
    const { better, equal, worse } = signPosterior(counts);
    for (const [index, value] of [better, equal, worse].entries()) {
      expectClose(value, exact[index]!);
      // baycomp adds 0.0001 to every count.
      const error = 3 * Math.sqrt((value * (1 - value)) / 1e6) + 2e-4;
      expect(Math.abs(value - drawn[index]!)).toBeLessThanOrEqual(error);
    }
  }
});

test('aggregates as in rliable, and their percentile intervals from the same resamples', () => {
  for (const one of reference.aggregates) {
    const { first, second, resamples } = one;
    expectClose(interquartileMean(first.flat()), one.interquartileMean);
    expectClose(optimalityGap(first.flat()), one.optimalityGap);
    expectClose(probabilityOfImprovement(first, second), one.probabilityOfImprovement);
    const intervalOf = (statistic: (values: Numbers) => number): Interval =>
      percentileInterval(
        resamples.map((drawn) =>
          statistic(drawn.flatMap((runs, problem) => runs.map((run) => first[problem]![run]!))),
        ),
      );
    const middle = intervalOf(interquartileMean);
    expectClose(middle.low, one.interquartileMeanInterval[0]!);
    expectClose(middle.high, one.interquartileMeanInterval[1]!);
    const gap = intervalOf(optimalityGap);
    expectClose(gap.low, one.optimalityGapInterval[0]!);
    expectClose(gap.high, one.optimalityGapInterval[1]!);
  }
});
