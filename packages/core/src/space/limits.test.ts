import { expect, test } from 'vitest';
import { isTuneError } from '../tune-error.ts';
import { categorical } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import type { AnyParameter } from './parameter/parameter.ts';
import { buildSpace, parsePoint } from './space.ts';

const named = (...names: string[]) =>
  buildSpace(Object.fromEntries(names.map((name) => [name, int(0, 9)])), []);

/** The message of what a function throws, as an error of a space. */
function refusal(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (isTuneError(error)) return error.message;
    throw error;
  }
  return 'accepted';
}

test('names that JavaScript, terminals or messages cannot carry are refused', () => {
  const refused = ['', '__proto__', 'a\u0000b', 'esc\u001b[2J', 'line\nbreak', 'x'.repeat(201)];
  expect(refused.map((name) => refusal(() => named(name)))).toMatchInlineSnapshot(`
    [
      "The space is invalid:
      "": expected a name",
      "The space is invalid:
      "__proto__": expected another name than __proto__",
      "The space is invalid:
      "a\\u0000b": expected a name without control characters, but got "a\\u0000b"",
      "The space is invalid:
      "esc\\u001b[2J": expected a name without control characters, but got "esc\\u001b[2J"",
      "The space is invalid:
      "line\\nbreak": expected a name without control characters, but got "line\\nbreak"",
      "The space is invalid:
      "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": expected a name of at most 200 characters, but got 201",
    ]
  `);
  const constrained = (name: string) => () => named('a').constrain(name, () => true);
  expect(refused.map((name) => refusal(constrained(name)) !== 'accepted')).not.toContain(false);
});

test('names of methods of objects are names like others', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'then', 'toJSON', 'valueOf', 'größe'];
  const of = named(...names);
  const point = of.decode(names.map(() => 0.99));
  expect(of.faults(point)).toEqual([]);
  expect(parsePoint(of, JSON.parse(JSON.stringify(point)))).toEqual(point);
  expect(of.faults({}).map(({ path }) => path)).toEqual(names);
});

test('numbers of parameters, choices and conditions have a limit', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);
  expect(named(...many(10_000)).names).toHaveLength(10_000);
  expect(refusal(() => named(...many(10_001)))).toContain('at most 10000 parameters');
  const choices = (count: number) => () => buildSpace({ c: categorical(many(count)) }, []);
  expect(refusal(choices(65_536))).toBe('accepted');
  expect(refusal(choices(65_537))).toContain('at most 65536 choices, but got 65537');
  const chain = (count: number) => () => {
    const parameters = many(count).map((name, index): [string, AnyParameter] => [
      name,
      index === 0 ? int(0, 1) : int(0, 1).when(`p${index - 1}`, [1]),
    ]);
    return buildSpace(Object.fromEntries(parameters), []);
  };
  expect(refusal(chain(101))).toBe('accepted');
  expect(refusal(chain(200))).toContain('conditions that are at most 100 deep');
});

test('a message stays short, however many or long the faults are', () => {
  const of = named(...Array.from({ length: 5000 }, (_, index) => `p${index}`));
  const messages = [
    refusal(() => parsePoint(of, {})),
    refusal(() => parsePoint(of, { ['x'.repeat(1e6)]: 'y'.repeat(1e6) })),
    refusal(() => parsePoint(named('a'), { a: 'y'.repeat(1e6) })),
    refusal(() => buildSpace({ c: categorical(['y'.repeat(1e6)]) }, [])),
  ];
  for (const message of messages) expect(message.length).toBeLessThan(10_000);
});

test('ranges of which doubles cannot tell the levels apart are refused', () => {
  const faults = (parameter: AnyParameter) => refusal(() => buildSpace({ x: parameter }, []));
  expect(faults(float(-1e308, 1e308))).toContain('a finite number');
  expect(faults(float(0, 1e308, { step: 1e-300 }))).toContain('the finest that doubles');
  expect(faults(float(0, 1, { step: 1e-300 }))).toContain('the finest that doubles');
  expect(faults(int(0, 2 ** 53))).toContain('within -9007199254740991 .. 9007199254740991');
  expect(faults(int(0, 2 ** 53 - 1))).toBe('accepted');
  expect(faults(float(-8e307, 8e307))).toBe('accepted');
});
