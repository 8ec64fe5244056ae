import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, type JudgedStrategy, type Verdict } from './verdict.ts';

const strategyOf = (label: string, losses: readonly (number | undefined)[]): JudgedStrategy => ({
  label,
  runs: new Map(
    losses.flatMap((loss, index) =>
      loss === undefined
        ? []
        : [[index + 1, { loss, curve: { costs: [1], losses: [loss] } }] as const],
    ),
  ),
});

const judged = (...losses: (readonly (number | undefined)[])[]): Verdict =>
  judge(
    losses.map((list, index) => strategyOf('abcdefghij'[index]!, list)),
    { rope: 0, isFixed: true },
  );

/** Each run resamples, which takes milliseconds. */
const RUNS = { numRuns: 30 };

const losses = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 });

test('six clear repeats name the best of any number, five never do', () => {
  for (const rivals of [1, 2, 3, 9]) {
    const clear = (repeats: number): string => {
      const own = Array.from({ length: repeats }, (_, i) => i);
      const others = Array.from({ length: rivals }, () => own.map((loss) => 1 + 3 * loss));
      return judged(own, ...others).answer;
    };
    expect([clear(5), clear(6)]).toEqual(['unknown', 'better']);
  }
});

test('of two, at most one is better, and none is better than itself', () => {
  fc.assert(
    fc.property(losses, losses, (a, b) => {
      const answers = [judged(a, b).answer, judged(b, a).answer];
      expect(answers.filter((answer) => answer === 'better').length).toBeLessThan(2);
      expect(judged(a, a).answer).toBe('unknown');
    }),
    RUNS,
  );
});

test('from the other side a pair is judged the other way round', () => {
  fc.assert(
    fc.property(losses, losses, (a, b) => {
      const [one] = judged(a, b).pairs;
      const [other] = judged(b, a).pairs;
      const flipped = { better: 'worse', worse: 'better', equal: 'equal', unknown: 'unknown' };
      expect(other!.answer).toBe(flipped[one!.answer]);
      expect(other!.probability).toBeCloseTo(1 - one!.probability!, 12);
      expect(other!.advantage).toBeCloseTo(-one!.advantage!, 12);
      expect(other!.advantageInterval!.low).toBeCloseTo(-one!.advantageInterval!.high, 12);
    }),
    RUNS,
  );
});

test('the order of the rivals decides nothing, and more of them never help', () => {
  fc.assert(
    fc.property(losses, losses, losses, (a, b, c) => {
      expect(judged(a, b, c).answer).toBe(judged(a, c, b).answer);
      if (judged(a, b, c).answer === 'better') expect(judged(a, b).answer).toBe('better');
    }),
    RUNS,
  );
});

test('a repeat without a value is lost by the largest difference, and even where both have none', () => {
  const rival = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20];
  const own = rival.map((loss, i) => (i < 3 ? Infinity : loss / 2));
  const spoiled = rival.map((loss, i) => (i < 3 ? Infinity : loss));
  expect(judged(own, rival).answer).toBe('unknown');
  expect(
    judged(
      rival.map((loss) => loss / 2),
      spoiled,
    ).answer,
  ).toBe('better');
  expect(judged(own, spoiled).answer).toBe('better');
  expect(judged(own, own).pairs[0]).toMatchObject({ advantage: 0, probability: 0.5 });
});

test('where most repeats have no value, there is no size and no interval, but a judgement', () => {
  const rival = [1, 2, 3, 4, 5, 6, 7];
  const [pair] = judged(
    rival,
    rival.map(() => Infinity),
  ).pairs;
  expect(pair).toMatchObject({ answer: 'better', advantage: null, advantageInterval: null });
  expect(JSON.parse(JSON.stringify(pair))).toEqual(pair);
});

test('repeats that one of a pair lacks do not count', () => {
  const own = [1, 2, 3, 4, 5, 6, undefined];
  const rival = [2, 4, 6, 8, 10, 12, 0];
  expect(judged(own, rival).pairs[0]).toMatchObject({ answer: 'better', repeats: 6 });
  expect(judged([], rival)).toMatchObject({ answer: 'unknown', moreRepeats: null });
  expect(judged([1])).toEqual({
    ...{ answer: 'unknown', rope: 0, isFixed: true, level: 1 / 32, pairs: [], moreRepeats: null },
  });
});

test('all others equal or worse: equal; one that is not known: unknown, with the repeats it takes', () => {
  const base = Array.from({ length: 12 }, (_, i) => i / 100);
  const rules = { rope: 0.01, isFixed: true };
  const at = (label: string, by: number) =>
    strategyOf(
      label,
      base.map((loss) => loss + by),
    );
  expect(judge([at('a', 0), at('b', 0.001)], rules).answer).toBe('equal');
  expect(judge([at('a', 0), at('b', 0.001), at('c', 1)], rules).answer).toBe('equal');
  const noisy = strategyOf(
    'd',
    base.map((loss, i) => loss + [0.3, -0.2, 0.25, 0.1, -0.15, 0.35][i % 6]!),
  );
  const verdict = judge([at('a', 0), noisy, at('c', 1)], rules);
  expect(verdict.answer).toBe('unknown');
  expect(verdict.pairs.map(({ answer }) => answer)).toEqual(['unknown', 'better', 'better']);
  expect(verdict.moreRepeats).toBeGreaterThan(0);
  expect(verdict.moreRepeats).toBeLessThanOrEqual(100);
});
