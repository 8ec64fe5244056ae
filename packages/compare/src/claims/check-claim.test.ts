import { expect, test } from 'vitest';
import { summarizeProblems } from '../problems/summarize-problems.ts';
import { checkClaim } from './check-claim.ts';
import type { CheckedClaim, Claim } from './claim.ts';
import { comparisonOf } from './comparison.test-util.ts';

const steps = (count: number, start: number, by = 0.01): number[] =>
  Array.from({ length: count }, (_, index) => start + by * index);

/** `a` is 0.1 better in every repeat; `c` is like `b` but for noise. */
const clear = (repeats = 8) =>
  comparisonOf({
    a: steps(repeats, 0.8),
    b: steps(repeats, 0.7),
    c: steps(repeats, 0.7).map((value, index) => value + (index % 2 === 0 ? 0.003 : -0.003)),
  });
/** Five repeats are too few for an exact test, however clear they are. */
const open = comparisonOf({ a: steps(5, 0.8), b: steps(5, 0.7, 0.012) });

test.each<[string, Claim, CheckedClaim['answer'], RegExp]>([
  [
    'the leader that is better',
    { type: 'winner', strategy: 'a' },
    'holds',
    /^a is best: 0\.1 above/,
  ],
  ['another one', { type: 'winner', strategy: 'b' }, 'fails', /^a is better: b is 0\.1 below a/],
  ['a baseline', { type: 'better-than', strategy: 'b' }, 'holds', /^a is 0\.1 above b/],
  ['the leader as a baseline', { type: 'better-than', strategy: 'a' }, 'fails', /^a is better/],
  ['a value that the leader reaches', { type: 'at-least', value: 0.8 }, 'holds', /^a has 0\.835/],
  ['one that it misses', { type: 'at-least', value: 0.9 }, 'fails', /at the median of 8 repeats/],
  ['a value of another one', { type: 'at-least', strategy: 'b', value: 0.8 }, 'fails', /^b has/],
])('of a decided comparison, %s: %j %s', (_, claim, answer, reason) => {
  expect(checkClaim(clear(), claim)).toMatchObject({
    answer,
    reason: expect.stringMatching(reason),
  });
});

test('where the repeats do not tell yet, neither holds nor fails, and it says what it would take', () => {
  for (const claim of [
    { type: 'winner', strategy: 'a' },
    { type: 'winner', strategy: 'b' },
    { type: 'better-than', strategy: 'b' },
  ] as const) {
    const checked = checkClaim(open, claim);
    expect(checked.answer).toBe('unknown');
    expect(checked.reason).toMatch(/cannot tell [ab] from [ab] yet.*more repeats would tell\.$/);
    expect(checked.moreRepeats).toBeGreaterThan(0);
  }
});

test('of practically equal strategies none is the winner, and none is better than the other', () => {
  const equal = comparisonOf(
    { a: steps(8, 0.8), b: steps(8, 0.8).map((value) => value - 0.0001) },
    { rope: 0.01 },
  );
  for (const claim of [
    { type: 'winner', strategy: 'a' },
    { type: 'better-than', strategy: 'b' },
  ] as const) {
    const { answer, reason } = checkClaim(equal, claim);
    expect([answer, reason]).toEqual(['fails', expect.stringContaining('a and b are practically')]);
  }
});

test('a strategy that is ahead in pairs, while another one has the better median, is not the winner', () => {
  const a = steps(21, 1, 1);
  const b = a.map((value) => (value === 21 ? -10 : value + 0.1));
  const split = comparisonOf({ a, b });
  expect(split).toMatchObject({ leader: 'a', verdict: { pairs: [{ answer: 'worse' }] } });
  expect(checkClaim(split, { type: 'winner', strategy: 'b' })).toMatchObject({
    answer: 'unknown',
    reason: 'a leads, but b is ahead in pairs.',
  });
  expect(checkClaim(split, { type: 'winner', strategy: 'a' }).answer).toBe('fails');
});

test('small values are better where values are minimized', () => {
  const losses = comparisonOf({ a: steps(8, 0.2), b: steps(8, 0.3) }, { direction: 'minimize' });
  expect(checkClaim(losses, { type: 'winner', strategy: 'a' })).toMatchObject({
    answer: 'holds',
    reason: expect.stringContaining('0.1 below b'),
  });
  expect(checkClaim(losses, { type: 'at-least', value: 0.24 }).answer).toBe('holds');
  expect(checkClaim(losses, { type: 'at-least', value: 0.23 })).toMatchObject({
    answer: 'fails',
    claim: 'the median of a is at most 0.23',
  });
});

test('a probability asks that the whole interval is not below it', () => {
  const winner = (probability: number, repeats: number) =>
    checkClaim(clear(repeats), { type: 'winner', strategy: 'a', probability });
  // Eight of eight: 95 % from 0.676.
  expect(winner(0.67, 8).answer).toBe('holds');
  expect(winner(0.69, 8)).toMatchObject({ answer: 'unknown', moreRepeats: 1 });
  expect(winner(0.95, 8)).toMatchObject({ answer: 'unknown', moreRepeats: 73 - 8 });
  expect(winner(0.95, 72).answer).toBe('unknown');
  expect(winner(0.95, 73).answer).toBe('holds');
});

test('a probability fails once its interval is below it, although the strategy is the winner', () => {
  // Ahead in three of four repeats, by far.
  const values = Array.from({ length: 40 }, (_, index) => (index % 4 === 0 ? 0.69 : 0.9));
  const often = comparisonOf({ a: values, b: values.map(() => 0.7) });
  expect(checkClaim(often, { type: 'winner', strategy: 'a' }).answer).toBe('holds');
  expect(checkClaim(often, { type: 'winner', strategy: 'a', probability: 0.95 })).toMatchObject({
    answer: 'fails',
    reason: expect.stringMatching(/^a is ahead of b in 0\.75 of 40 repeats .*is below 0\.95\.$/),
  });
  const share = checkClaim(often, { type: 'at-least', value: 0.8, probability: 0.95 });
  expect(share).toMatchObject({ answer: 'fails', reason: expect.stringContaining('gets there') });
  expect(checkClaim(often, { type: 'at-least', value: 0.8, probability: 0.5 }).answer).toBe(
    'holds',
  );
});

test('a claim about a comparison without values is open while repeats are missing', () => {
  const nothing = { a: [null], b: [null] };
  const claim = { type: 'winner', strategy: 'a' } as const;
  expect(checkClaim(comparisonOf(nothing), claim).answer).toBe('fails');
  expect(checkClaim(comparisonOf(nothing, { wholeRepeats: 0 }), claim).answer).toBe('unknown');
});

test('a value that is not reached is open while repeats are missing', () => {
  const part = comparisonOf({ a: [0.7], b: [0.6] }, { repeats: 3, wholeRepeats: 1 });
  expect(checkClaim(part, { type: 'at-least', value: 0.8 }).answer).toBe('unknown');
  expect(checkClaim(part, { type: 'at-least', value: 0.7 }).answer).toBe('holds');
});

test.each<[string, Claim]>([
  ['a strategy that it has not', { type: 'winner', strategy: 'z' }],
  ['a baseline that it has not', { type: 'better-than', strategy: 'z' }],
  ['a probability of 1', { type: 'winner', strategy: 'a', probability: 1 }],
  ['a probability that is not a number', { type: 'winner', strategy: 'a', probability: NaN }],
  ['a value that is not a number', { type: 'at-least', value: NaN }],
])('a claim is refused: %s', (_, claim) => {
  expect(() => checkClaim(clear(), claim)).toThrow(
    expect.objectContaining({ code: 'COMPARE_CLAIM_INVALID' }),
  );
});

test('over several problems all of them have to agree, or a test over six', () => {
  const agreed = summarizeProblems([clear(), clear()]);
  expect(checkClaim(agreed, { type: 'winner', strategy: 'a' })).toMatchObject({
    answer: 'holds',
    reason: expect.stringMatching(/^a is best: ahead of b in 1 of repeats .* after 2 problems\.$/),
  });
  expect(checkClaim(agreed, { type: 'better-than', strategy: 'c' }).answer).toBe('holds');
  expect(checkClaim(agreed, { type: 'winner', strategy: 'b' })).toMatchObject({
    answer: 'fails',
    reason: expect.stringMatching(/^a is better: b is ahead of a in 0 of repeats/),
  });
  const surely = { type: 'winner', strategy: 'a', probability: 0.99 } as const;
  expect(checkClaim(agreed, surely)).toMatchObject({ moreRepeats: null });
  const both = summarizeProblems([
    comparisonOf({ a: [1], b: [0] }),
    comparisonOf({ a: [0], b: [1] }),
  ]);
  expect(checkClaim(both, { type: 'winner', strategy: 'a' })).toMatchObject({
    answer: 'unknown',
    reason: expect.stringContaining('more repeats or more problems would tell'),
  });
  expect(() => checkClaim(agreed, { type: 'at-least', value: 1 })).toThrow('one objective');
});

test('one strategy alone has a value, but cannot be the winner', () => {
  const alone = comparisonOf({ a: [0.7] });
  expect(checkClaim(alone, { type: 'at-least', value: 0.7 }).answer).toBe('holds');
  expect(() => checkClaim(alone, { type: 'winner', strategy: 'a' })).toThrow('at least two');
});
