import { expect, test } from 'vitest';
import { spaceFromJSON } from '@tune/core';
import { fillTemplate, namesOf, parseTemplate, splitCommand } from './template.ts';

const NAMES = ['lr', 'batch-size', 'model.lr', 'größe', 'learning rate', 'a:b', '0', 'x{y'];
const space = spaceFromJSON(
  NAMES.map((name) => ({ name, type: 'float' as const, low: 0, high: 1 })),
);
const filling = new Map(NAMES.map((name, index) => [name, `<${index}>`]));
const fill = (word: string) => fillTemplate(parseTemplate(['p', word], space), filling)[1];

test.each([
  ['{lr}', '<0>'],
  ['--b={batch-size}', '--b=<1>'],
  ['{model.lr}', '<2>'],
  ['{größe}', '<3>'],
  ['{gro\u0308ße}', '<3>'],
  ['{learning rate}', '<4>'],
  ['{a:b}', '<5>'],
  ['{0}', '<6>'],
  ['{x{y}', '<7>'],
  ['{lr}{lr}/{lr}', '<0><0>/<0>'],
])('%s is filled in', (word, expected) => {
  expect(fill(word)).toBe(expected);
});

test.each([
  ['{"a":1}'],
  ['{"a":{"b":1}}'],
  ['{"a":[{"b":{}}]}'],
  ['{}'],
  ['[0-9]{2}'],
  ['{1,2}'],
  ['{1..5}'],
  ['{a,b}'],
  ['${HOME}'],
  ['${TUNE_PARAM_lr}'],
  ['}} }'],
  ['{ print $1; }'],
  ['function() { return 1; }'],
])('%s reaches the program as it is', (word) => {
  expect(fill(word)).toBe(word);
});

test.each([
  ['{{lr}}', '{lr}'],
  ['{{print}}', '{print}'],
  ['${{lr}}', '${lr}'],
  ['{{"lr":{lr}}}', '{"lr":<0>}'],
  ['{"lr":{lr}}', '{"lr":<0>}'],
  ['{"a":{"lr":{lr}}}', '{"a":{"lr":<0>}}'],
  ['{{"a":{"b":1}}}', '{"a":{"b":1}}'],
  ['{{{lr}}}', '{<0>}'],
  ['{{', '{'],
])('a double brace stands for one: %s', (word, expected) => {
  expect(fill(word)).toBe(expected);
});

test.each([
  ['{lrr}', 'Did you mean {lr}?'],
  ['{batch_size}', 'Did you mean {batch-size}?'],
  ['{grosse}', 'for the text {grosse} itself write {{grosse}}'],
  ['{ lr }', 'Did you mean {lr}?'],
  ['--a={learning rte}', 'Did you mean {learning rate}?'],
  ['{"a":{lrr}}', 'The command has {lrr}, but there is no parameter of that name.'],
  ['${lr}', 'Write {lr} for the value of the parameter, or ${{lr}} for a variable of a shell.'],
])('%s is refused with the remedy', (word, message) => {
  const thrown = expect.objectContaining({
    code: 'OBJECTIVE_COMMAND_INVALID',
    message: expect.stringContaining(message) as string,
  }) as Error;
  expect(() => fill(word)).toThrow(thrown);
});

test('a message lists at most 20 names', () => {
  const many = spaceFromJSON(
    Array.from({ length: 500 }, (_, n) => ({ name: `p${n}`, type: 'float', low: 0, high: 1 })),
  );
  expect(() => parseTemplate(['p', '{q}'], many)).toThrow(/\{p19\}, \.\.\.;/);
});

test('the names of the placeholders are known, and an inactive parameter is empty text', () => {
  const template = parseTemplate(['p', '--lr={lr}', '{seed}', '{lr}'], space);
  expect(namesOf(template)).toEqual(new Set(['lr', 'seed']));
  expect(fillTemplate(template, new Map([['seed', '7']]))).toEqual(['p', '--lr=', '7', '']);
});

test.each([
  ['p  a\tb\nc', ['p', 'a', 'b', 'c']],
  [`p --x="a b" a'b c'd ''`, ['p', '--x=a b', 'ab cd', '']],
  [`p '{"a":"\\"b\\""}'`, ['p', '{"a":"\\"b\\""}']],
  [`p "it's" C:\\x`, ['p', "it's", 'C:\\x']],
])('%s is split at blanks, except in quotes', (command, words) => {
  expect(splitCommand(command)).toEqual(words);
});

test.each([
  [`p "a b`, 'a quote (") that is not closed'],
  [`p it's`, "a quote (') that is not closed"],
  [`p "{\\"a\\":1}"`, 'The command has \\", but a backslash does not change what a quote means.'],
  [`p it\\'s`, "The command has \\', but"],
])('%s is refused', (command, message) => {
  expect(() => splitCommand(command)).toThrow(message);
});
