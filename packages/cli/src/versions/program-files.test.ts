import { join, relative } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { folderOf, write } from './folder.test-util.ts';
import { programFiles, programVersion } from './program-files.ts';

const home = process.cwd();
afterEach(() => process.chdir(home));

const FILES = {
  'train.py': 'import helper',
  'helper.py': '',
  'small.json': '{}',
  'my data.csv': '',
  'model.pt': '',
  'pkg/__main__.py': 'from pkg import inner',
  'pkg/inner.py': '',
  'app/index.js': "import './part.js'",
  'app/part.js': '',
  'run.sh': 'python train.py',
};

const namesOf = (command: string): string[] =>
  [...programFiles(command).keys()].map((path) => relative(process.cwd(), path)).toSorted();

test.each([
  ['python train.py --lr {lr}', ['helper.py', 'train.py']],
  ['python train.py --config small.json', ['helper.py', 'small.json', 'train.py']],
  ['python train.py --config=small.json', ['helper.py', 'small.json', 'train.py']],
  ['python train.py --data "my data.csv"', ['helper.py', 'my data.csv', 'train.py']],
  ['python -m pkg --lr {lr}', ['pkg/__main__.py', 'pkg/inner.py']],
  ['python -m train', ['helper.py', 'train.py']],
  ['python pkg', ['pkg/__main__.py', 'pkg/inner.py']],
  ['node app', ['app/index.js', 'app/part.js']],
  ['./run.sh {lr}', ['helper.py', 'run.sh', 'train.py']],
  ["sh -c 'python train.py --lr {lr} > model.pt'", ['helper.py', 'train.py']],
  ['python train.py --out model.pt --save-path=model.pt -o model.pt', ['helper.py', 'train.py']],
  ['python train.py --dropout 0.1 --layout small.json', ['helper.py', 'small.json', 'train.py']],
  ['train.py', []],
  ['python -c "print({lr})"', []],
])('%s is made of %j', (command, files) => {
  process.chdir(folderOf(FILES));
  expect(namesOf(command)).toEqual(files);
});

test('a package of the working folder is found from a script in another one', () => {
  const folder = folderOf({
    'scripts/train.py': 'import net\nfrom data.load import read',
    ...{ 'src/net/__init__.py': '', 'data/load.py': '', 'scripts/unrelated.py': '' },
  });
  process.chdir(folder);
  expect(namesOf('python scripts/train.py')).toEqual([
    ...['data/load.py', 'scripts/train.py', 'src/net/__init__.py'],
  ]);
});

test('an edited program, helper or configuration is another version; what it writes is not', () => {
  const folder = folderOf(FILES);
  process.chdir(folder);
  const words = ['python', 'train.py', '--config', 'small.json', '--out', 'model.pt'];
  const first = programVersion(words);
  const versions = ['train.py', 'helper.py', 'small.json'].map((name) => {
    write(folder, { [name]: `${FILES[name as 'train.py']}\n` });
    return programVersion(words);
  });
  expect(new Set([first, ...versions]).size).toBe(4);
  write(folder, { 'model.pt': 'weights' });
  expect(programVersion(words)).toBe(versions.at(-1));
});

test('a program in another folder has the same version', () => {
  const words = ['python', 'train.py', '--config', 'small.json'];
  const [one, two] = [folderOf(FILES), folderOf(FILES)].map((folder) => {
    process.chdir(folder);
    return programVersion(words);
  });
  expect(one).toBe(two);
  expect(
    programVersion(words.map((word) => (word.includes('.') ? join(process.cwd(), word) : word))),
  ).toBe(one);
});

test('a command that names no file has no version of its own', () => {
  process.chdir(folderOf(FILES));
  expect(programVersion(['python', '-c', 'print({lr})'])).toBeUndefined();
});
