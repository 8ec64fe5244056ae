import { cpSync, renameSync, symlinkSync, truncateSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, write } from './folder.test-util.ts';
import { fileVersion, sourceFiles } from './source-files.ts';

/** The files of an entry, as seen from the folder. */
const namesOf = (folder: string, entry: string): string[] =>
  [...sourceFiles(join(folder, entry)).keys()].map((path) => relative(folder, path)).toSorted();

test('JavaScript and TypeScript files that are imported belong to it, however they are imported', () => {
  const folder = folderOf({
    'mine.mjs': `
      import a from './a.mjs';
      import { x,
        y } from "./lib/b.js";
      import './side-effect.mjs';
      export * from './again.mjs?fresh';
      const c = require('./c');
      const d = await import(/* later */ './d.mts');
      const data = new URL('./data.json', import.meta.url);
      import lodash from 'lodash';
      import { readFileSync } from 'node:fs';
      writeFileSync('./written.json', '');`,
    'a.mjs': "export { default } from '../outside.mjs'; import './mine.mjs';",
    'lib/b.ts': "import './deep';",
    'lib/deep/index.ts': '',
    ...{ 'side-effect.mjs': '', 'again.mjs': '', 'c.cjs': '', 'd.mts': '', 'data.json': '{}' },
    ...{ 'written.json': '', 'unrelated.mjs': '' },
    'node_modules/lodash/index.js': '',
  });
  expect(namesOf(folder, 'mine.mjs')).toEqual(
    [
      ...['a.mjs', 'again.mjs', 'c.cjs', 'd.mts', 'data.json', 'lib/b.ts', 'lib/deep/index.ts'],
      ...['mine.mjs', 'side-effect.mjs'],
    ].toSorted(),
  );
});

test('Python modules and packages beside it belong to it', () => {
  const folder = folderOf({
    'train.py': [
      'import os, helper as h, pkg.sub.leaf',
      'from model import (Net,  # the net',
      '    Head)',
      'from pkg import side, \\',
      '    absent',
      'try: import optional',
      'except ImportError: pass',
      'def late():',
      '    from late_one import *',
      'plugin = importlib.import_module("plugins.one")',
      '# import commented',
    ].join('\n'),
    'helper.py': 'import deep_helper',
    ...{ 'deep_helper.py': '', 'model.py': '', 'optional.py': '', 'late_one.py': '' },
    'pkg/__init__.py': 'from . import started\nfrom .names import a',
    ...{ 'pkg/started.py': 'from .. import nothing', 'pkg/names.py': 'import helper' },
    ...{ 'pkg/side.py': '', 'pkg/sub/__init__.py': '', 'pkg/sub/leaf.py': 'from ..names import a' },
    ...{ 'plugins/one.py': '', 'unrelated.py': '', 'commented.py': '', 'os_.py': '' },
  });
  expect(namesOf(folder, 'train.py')).toEqual([
    ...['deep_helper.py', 'helper.py', 'late_one.py', 'model.py', 'optional.py'],
    ...['pkg/__init__.py', 'pkg/names.py', 'pkg/side.py', 'pkg/started.py'],
    ...['pkg/sub/__init__.py', 'pkg/sub/leaf.py', 'plugins/one.py', 'train.py'],
  ]);
});

test('sources that a shell script names belong to it, not what it writes', () => {
  const folder = folderOf({
    'run.sh': 'cd "$(dirname "$0")"\npython train.py --lr $1 > log.txt',
    bare: '#!/usr/bin/env bash\nexec node "$DIR"/train.mjs',
    ...{ 'train.py': 'import helper', 'helper.py': '', 'train.mjs': '', 'log.txt': '' },
  });
  expect(namesOf(folder, 'run.sh')).toEqual(['helper.py', 'run.sh', 'train.py']);
  expect(namesOf(folder, 'bare')).toEqual(['bare', 'train.mjs']);
});

test('an edit of a file or of one that it imports is another version', () => {
  const files = { 'mine.mjs': "import './a.mjs';", 'a.mjs': "import './b.mjs';", 'b.mjs': '1' };
  const folder = folderOf(files);
  const version = () => fileVersion(join(folder, 'mine.mjs'));
  const first = version();
  expect(first).toMatch(/^[\da-f]{12}$/);
  const versions = Object.keys(files).map((name) => {
    write(folder, { [name]: `${files[name as 'a.mjs']} // edited` });
    const edited = version();
    write(folder, { [name]: files[name as 'a.mjs'] });
    return edited;
  });
  expect(new Set([first, ...versions]).size).toBe(4);
  expect(version()).toBe(first);
});

test('a folder that is moved, copied or linked has the same version', () => {
  const folder = folderOf({ 'a/mine.mjs': "import '../lib/x.mjs';", 'lib/x.mjs': '' });
  const first = fileVersion(join(folder, 'a/mine.mjs'));
  const moved = folderOf({});
  cpSync(folder, join(moved, 'copy'), { recursive: true });
  expect(fileVersion(join(moved, 'copy/a/mine.mjs'))).toBe(first);
  renameSync(join(moved, 'copy'), join(moved, 'other name'));
  expect(fileVersion(join(moved, 'other name/a/mine.mjs'))).toBe(first);
  symlinkSync(join(moved, 'other name/a/mine.mjs'), join(moved, 'link.mjs'));
  expect(fileVersion(join(moved, 'link.mjs'))).toBe(first);
});

test('the same texts under other names are another version', () => {
  const one = folderOf({
    'mine.mjs': "import './a.mjs'; import './b.mjs'",
    'a.mjs': '1',
    'b.mjs': '2',
  });
  const two = folderOf({
    'mine.mjs': "import './a.mjs'; import './b.mjs'",
    'a.mjs': '2',
    'b.mjs': '1',
  });
  expect(fileVersion(join(one, 'mine.mjs'))).not.toBe(fileVersion(join(two, 'mine.mjs')));
});

test('a file of more than 64 MiB goes by its size and the time of its change', () => {
  const folder = folderOf({ 'data.bin': '' });
  const file = join(folder, 'data.bin');
  truncateSync(file, 65 * 2 ** 20);
  utimesSync(file, 1000, 1000);
  const first = fileVersion(file);
  utimesSync(file, 1000, 2000);
  expect(fileVersion(file)).not.toBe(first);
  truncateSync(file, 66 * 2 ** 20);
  utimesSync(file, 1000, 1000);
  expect(fileVersion(file)).not.toBe(first);
});
