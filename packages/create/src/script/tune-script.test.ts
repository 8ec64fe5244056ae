import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spaceFromJSON } from '@tune/core';
import { expect, test } from 'vitest';
import { create } from '../create.ts';
import { answering, hostWith } from '../host.test-util.ts';

const TRAIN = `
p = argparse.ArgumentParser()
p.add_argument("--lr", type=float, default=0.01)
p.add_argument("--epochs", type=int, default=3)
p.add_argument("--seed", type=int, default=0)
p.add_argument("--data", required=True)
p.add_argument("--opt", choices=["adam", "sgd"], default="adam")
print("accuracy", accuracy)
`;

const spaceOf = (cwd: string) => JSON.parse(readFileSync(join(cwd, 'space.json'), 'utf8'));
const commandOf = (lines: readonly string[]) =>
  lines.find((line) => line.includes(' compare '))!.trim();

test('a script that is found is set up, with what was found and what is to be replaced', async () => {
  const host = hostWith({ 'train.py': TRAIN });
  await create({}, host);
  expect(spaceOf(host.cwd)).toEqual([
    { name: 'lr', type: 'float', low: 1e-4, high: 0.1, log: true },
    { name: 'opt', type: 'categorical', choices: ['adam', 'sgd'] },
  ]);
  expect(() => spaceFromJSON(spaceOf(host.cwd))).not.toThrow();
  expect(host.lines).toEqual([
    'Template: script (train.py is here); the others are strategy or objective.',
    'Found in train.py:',
    '  lr      0.0001 .. 0.1 log  line 3, a guess around its default 0.01',
    '  opt     adam, sgd          line 7, its choices',
    '  epochs  not searched: how long it takes',
    '  seed    gets the seed of the trial',
    '  data    not searched: a text',
    'Made space.json; correct its ranges as you know better.',
    'Its last output seems to be line 8, print("accuracy", accuracy).',
    '',
    'Next:',
    '  edit train.py: its last line has to print the number alone',
    `  tune compare --command 'python3 train.py --lr {lr} --seed {seed} --data DATA --opt {opt}' --space-file space.json --metric accuracy --direction maximize --strategies bayes,random --trials 15 --name first`,
    '  tune best first --flags',
    '  tune resume first --repeats auto',
    'Replace DATA in the first one.',
  ]);
});

test('a script of package.json keeps the words of its command', async () => {
  const scripts = { train: 'node ./src/fit.mjs --data "my data" --lr 0.5 --steps 20' };
  const host = hostWith({
    'package.json': JSON.stringify({ scripts }),
    'src/fit.mjs': `program.option('--lr <x>', 'rate', parseFloat, 0.01)
      .option('--wd <x>', 'weight decay', parseFloat, 0).option('--data <file>', 'data');
      console.log(loss);`,
  });
  await create({ template: 'script' }, host);
  expect(commandOf(host.lines)).toContain(
    `--command 'node ./src/fit.mjs --data "my data" --steps 20 --lr {lr} --wd {wd}' `,
  );
  expect(host.lines).toContain('  steps  not searched: how long it takes');
});

test('a shell script that starts a training is looked into', async () => {
  const host = hostWith({
    'train.sh': '#!/bin/bash\nset -e\npython3 fit.py \\\n  --lr 0.1 --units 64\n',
    'fit.py': 'print(1.0)',
  });
  await create({ template: 'script' }, host);
  expect(commandOf(host.lines)).toContain(`--command 'python3 fit.py --lr {lr} --units {units}' `);
});

test('arguments that are known by their place come in order, without those behind the last', async () => {
  const host = hostWith({
    'train.sh': 'DATA=${1:-a.csv}\nLR=${2:-0.01}\nLOG=${3:-log.txt}\necho 1\n',
  });
  await create({ template: 'script' }, host);
  expect(commandOf(host.lines)).toContain(`--command 'sh train.sh a.csv {lr}' `);
});

test('a person corrects ranges, leaves one out and says what is better', async () => {
  const prompts = answering('0.1 .. 0.01', '0.001 .. 1 log', '-', 'minimize');
  const host = hostWith({ 'train.py': TRAIN }, { prompts });
  await create({ script: 'train.py' }, host);
  expect(prompts.asked).toEqual([
    'lr (line 3 of train.py), a guess around its default 0.01; - leaves it out',
    'Expected the lower bound first.',
    'lr (line 3 of train.py), a guess around its default 0.01; - leaves it out',
    'opt (line 7 of train.py), its choices; - leaves it out',
    'Is less or more accuracy better?',
  ]);
  expect(spaceOf(host.cwd)).toEqual([
    { name: 'lr', type: 'float', low: 0.001, high: 1, log: true },
  ]);
  expect(commandOf(host.lines)).not.toContain('--direction');
});

test('of several scripts the likeliest is taken, and told', async () => {
  const host = hostWith({ 'train_small.py': TRAIN, 'train.py': TRAIN, 'src/train.js': '' });
  await create({ template: 'script' }, host);
  expect(host.lines[0]).toBe(
    'Script: train.py (the first of train.py, src/train.js, train_small.py).',
  );
});

test('a script without arguments is told what was looked for', async () => {
  const host = hostWith({ 'train.py': 'print(1)' });
  await expect(create({}, host)).rejects.toMatchObject({
    code: 'CREATE_ARGUMENTS_MISSING',
    message: expect.stringContaining('train.py: looked for argparse, click, typer, sys.argv'),
  });
});

test('an edited space.json is kept', async () => {
  const host = hostWith({ 'train.py': TRAIN, 'space.json': '[]' });
  await expect(create({}, host)).rejects.toMatchObject({ code: 'CREATE_FILES_EXIST' });
  expect(spaceOf(host.cwd)).toEqual([]);
});
