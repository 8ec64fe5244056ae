import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { folderOf, write } from '../versions/folder.test-util.ts';
import { fileVersions } from './file-versions.ts';

const home = process.cwd();
afterEach(() => process.chdir(home));

const FILES = {
  'objective.mjs': "import './model.mjs'",
  'model.mjs': '',
  'mine.mjs': "import './shared/part.mjs'",
  'shared/part.mjs': '',
  'mine.py': 'import helper',
  'helper.py': '',
  'ask.py': '',
  'train.py': 'import helper',
};

test('the files of objectives, strategies and programs are listed with those that they import', () => {
  const folder = folderOf(FILES);
  process.chdir(folder);
  const flags = {
    objective: 'branin,./objective.mjs?size=2,./absent.mjs',
    strategies: 'bayes?kernel=rbf,./mine.mjs?a=1,python:mine.py,program:python3 ask.py --fast',
  };
  const versions = fileVersions(flags);
  expect(Object.keys(versions)).toEqual([
    ...['ask.py', 'helper.py', 'mine.mjs', 'mine.py'],
    ...['model.mjs', 'objective.mjs', 'shared/part.mjs'],
  ]);
  write(folder, { 'helper.py': 'edited = True' });
  const edited = fileVersions(flags);
  const changed = Object.keys(edited).filter((path) => edited[path] !== versions[path]);
  expect(changed).toEqual(['helper.py']);
});

test('with a command, its files take the place of the objective; one outside of the folder is absolute', () => {
  const outside = join(folderOf({ 'far.mjs': '' }), 'far.mjs');
  process.chdir(folderOf(FILES));
  const command = 'python train.py --lr {lr}';
  const versions = fileVersions({ command, objective: './objective.mjs', strategies: outside });
  expect(Object.keys(versions)).toEqual([outside, 'helper.py', 'train.py']);
});
