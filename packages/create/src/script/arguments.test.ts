import { expect, test } from 'vitest';
import { javascriptArguments } from './javascript-arguments.ts';
import { pythonArguments } from './python-arguments.ts';
import { shellArguments } from './shell-arguments.ts';

test('argparse: flags, types, defaults, choices, switches and places', () => {
  const found = pythonArguments(`
import argparse
parser = argparse.ArgumentParser(description="trains (a lot)")
# parser.add_argument("--old", type=float, default=1.0)
parser.add_argument("data", help="a, file")
parser.add_argument("-l", "--lr", type=float, default=1e-3, help="rate (of learning), say")
parser.add_argument(
    "--units",
    type=int, default=128,
)
parser.add_argument('--act', choices=['relu', 'elu'], default='relu')
parser.add_argument('--amp', action='store_true')
parser.add_argument('--layers', nargs='+', type=int)
parser.add_argument('--gamma', type=float, required=True)
parser.add_argument('--path', type=pathlib.Path, default="5")
`);
  expect(found).toEqual([
    { name: 'data', place: 0, line: 5, isRequired: true, type: 'text' },
    { name: 'lr', flag: '--lr', line: 6, type: 'float', default: 0.001 },
    { name: 'units', flag: '--units', line: 7, type: 'int', default: 128 },
    {
      ...{ name: 'act', flag: '--act', line: 11, type: 'text' },
      ...{ choices: ['relu', 'elu'], default: 'relu' },
    },
    { name: 'amp', flag: '--amp', line: 12, type: 'switch' },
    { name: 'gamma', flag: '--gamma', line: 14, isRequired: true, type: 'float' },
    { name: 'path', flag: '--path', line: 15, type: 'text', default: '5' },
  ]);
});

test('click, typer and sys.argv', () => {
  const found = pythonArguments(`
@click.option("--lr", default=0.01, show_default=True)
@click.option("--heads", type=click.IntRange(1, 16), default=4)
@click.option("--share", type=click.FloatRange(min=0, max=0.5))
@click.option("--opt", type=click.Choice(["adam", "sgd"]))
def main(lr: float = typer.Option(0.1, "--rate", min=0.0, max=1.0), units: int = typer.Option(64)):
    rate = float(sys.argv[1]) if len(sys.argv) > 1 else 0.5
`);
  expect(found).toEqual([
    { name: 'lr', flag: '--lr', line: 2, type: 'float', default: 0.01 },
    { name: 'heads', flag: '--heads', line: 3, type: 'int', default: 4, low: 1, high: 16 },
    { name: 'share', flag: '--share', line: 4, type: 'float', low: 0, high: 0.5 },
    { name: 'opt', flag: '--opt', line: 5, type: 'text', choices: ['adam', 'sgd'] },
    { name: 'rate', flag: '--rate', line: 6, type: 'float', default: 0.1, low: 0, high: 1 },
    { name: 'units', flag: '--units', line: 6, type: 'int', default: 64 },
    { name: 'rate', place: 0, line: 7, type: 'float', default: 0.5 },
  ]);
});

test('commander and its chains', () => {
  const found = javascriptArguments(`
program
  .option('-l, --lr <rate>', 'learning rate', parseFloat, 0.01) // .option('--old <x>')
  .option('--units <n>', 'units', '64')
  .option('--fast', 'no checks')
  .requiredOption('--data <file>', 'data')
  .addOption(new Option('--act <name>', 'activation').choices(['relu', 'elu']).default('relu'));
`);
  expect(found).toEqual([
    { name: 'lr', flag: '--lr', line: 3, type: 'float', default: 0.01 },
    { name: 'units', flag: '--units', line: 4, type: 'int', default: 64 },
    { name: 'fast', flag: '--fast', line: 5, type: 'switch' },
    { name: 'data', flag: '--data', line: 6, type: 'text', isRequired: true },
    {
      ...{ name: 'act', flag: '--act', line: 7, type: 'text' },
      ...{ choices: ['relu', 'elu'], default: 'relu' },
    },
  ]);
});

test('yargs, parseArgs of Node and process.argv', () => {
  expect(
    javascriptArguments(`
yargs(hideBin(process.argv)).option('lr', { type: 'number', default: 0.1 })
  .option('act', { choices: ['relu', 'elu'] }).option('big', { type: 'boolean' });
`),
  ).toEqual([
    { name: 'lr', flag: '--lr', line: 2, type: 'float', default: 0.1 },
    { name: 'act', flag: '--act', line: 3, type: 'text', choices: ['relu', 'elu'] },
    { name: 'big', flag: '--big', line: 3, type: 'switch' },
  ]);
  expect(
    javascriptArguments(`
const { values } = parseArgs({
  options: {
    lr: { type: 'string', default: '0.01' },
    verbose: { type: 'boolean' },
  },
});
`),
  ).toEqual([
    { name: 'lr', flag: '--lr', line: 4, type: 'float', default: 0.01 },
    { name: 'verbose', flag: '--verbose', line: 5, type: 'switch' },
  ]);
  expect(
    javascriptArguments(`
const level = Number(process.argv[2] ?? 6);
const [, , , chunk = '16'] = process.argv;
`),
  ).toEqual([
    { name: 'level', place: 0, line: 2, type: 'int', default: 6 },
    { name: 'chunk', place: 1, line: 3, type: 'int', default: 16 },
  ]);
});

test('arguments of a shell script', () => {
  expect(shellArguments('LR=${1:-0.01} # X=${9:-1}\nUNITS="${2:-64}"\nDATA=$3\n')).toEqual([
    { name: 'lr', place: 0, line: 1, type: 'float', default: 0.01 },
    { name: 'units', place: 1, line: 2, type: 'int', default: 64 },
    { name: 'data', place: 2, line: 3, type: 'text' },
  ]);
});

test('a text that is cut off gives what is whole', () => {
  expect(
    pythonArguments('p.add_argument("--lr", type=float)\np.add_argument("--x", ('),
  ).toHaveLength(1);
});
