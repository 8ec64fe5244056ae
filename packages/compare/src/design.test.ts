import { expect, test } from 'vitest';
import { checkDesign, MAX_REPEATS, type Design } from './design.ts';
import { designOf, distance, run } from './experiment.test-util.ts';

const [near, wide] = designOf().contenders;

test.each<[string, Partial<Design>]>([
  ['no trials', { trials: 0 }],
  ['half a repeat', { repeats: 1.5 }],
  ['more repeats than can be tested', { repeats: MAX_REPEATS + 1 }],
  ['trials as text', { trials: '4' as unknown as number }],
  ['a negative seed', { seed: -1 }],
  ['a seed of more than 32 bits', { seed: 2 ** 32 }],
  ['a seed that is not a number', { seed: Number.NaN }],
  ['no strategies', { contenders: [] }],
  ['a label twice', { contenders: [near!, near!] }],
  ['an empty label', { contenders: [{ ...near!, label: '' }] }],
  ['a label with a slash', { contenders: [{ ...near!, label: 'a/b' }, wide!] }],
  ['a label that is not a string', { contenders: [{ ...near!, label: 1 as unknown as string }] }],
  ['confirmations without one', { confirm: 0 }],
  ['a pruner without steps', { pruner: { name: 'never', decide: () => 'keep' } }],
])('a design is refused: %s', async (_, bad) => {
  expect(() => checkDesign(designOf(bad))).toThrow(
    expect.objectContaining({ code: 'COMPARE_DESIGN_INVALID' }),
  );
  await expect(run(designOf(bad))).rejects.toMatchObject({ code: 'COMPARE_DESIGN_INVALID' });
});

test('a good design is accepted', () => {
  checkDesign(designOf());
  const objective = { ...distance(), steps: 3 };
  checkDesign(designOf({ objective, pruner: { name: 'never', decide: () => 'keep' } }));
});

test('the message says what was expected, for which field, and what came', () => {
  expect(() => checkDesign(designOf({ repeats: 0 }))).toThrow(
    'Expected a whole number from 1 to 1000 for the repeats of a comparison, but got 0.',
  );
});
