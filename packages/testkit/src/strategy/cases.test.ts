import { expect, test } from 'vitest';
import { answerBreakers } from '../breakers/strategy-answers.test-util.ts';
import { conductBreakers } from '../breakers/strategy-conduct.test-util.ts';
import {
  climbing,
  drawing,
  exhaustive,
  recommending,
  sequential,
} from '../breakers/sound-strategies.test-util.ts';
import { strategyCases } from './cases.ts';
import { strategyRules } from './rules.ts';

const strategyBreakers = { ...answerBreakers, ...conductBreakers };
const SOUND = { drawing, exhaustive, sequential, recommending, climbing };

test.each(
  Object.entries(SOUND).flatMap(([kind, make]) =>
    strategyCases.map((one) => ({ ...one, kind, make })),
  ),
)('$kind keeps $rule', ({ make, run }) => run(make));

test.each(
  Object.entries(strategyBreakers).map(([title, [rule, make, fault]]) => ({
    title,
    rule,
    make,
    fault,
  })),
)('a strategy that $title breaks $rule', async ({ rule, make, fault }) => {
  const found = strategyCases.find((one) => one.rule === rule)!;
  const error: unknown = await found
    .run(() => fault(make()), { answerMs: 1500 })
    .then(
      () => 'nothing was found',
      (thrown: unknown) => thrown,
    );
  expect(error).toMatchObject({ name: 'RuleError', rule });
  expect((error as Error).message).toMatch(
    new RegExp(`^${rule}: .*\\n {2}seen: .*\\n {2}mend: .*`, 's'),
  );
});

test('every rule has a strategy that breaks it', () => {
  const found = new Set(Object.values(strategyBreakers).map(([rule]) => rule as string));
  expect(Object.keys(strategyRules).filter((rule) => !found.has(rule))).toEqual([]);
});

test.each(Object.keys(strategyRules))('an error of the factory breaks %s', async (rule) => {
  const make = (): never => {
    throw new RangeError('no radius');
  };
  await expect(strategyCases.find((one) => one.rule === rule)!.run(make)).rejects.toMatchObject({
    ...{ name: 'RuleError', rule },
    message: expect.stringMatching(/\n {2}seen: RangeError: no radius .*\n {2}mend: ./) as string,
  });
});
