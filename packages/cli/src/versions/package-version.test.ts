import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOf, write } from './folder.test-util.ts';
import { packageVersion } from './package-version.ts';

const PACKAGE = {
  'package.json': '{"name":"tune-strategy-mine","version":"1.2.0"}',
  'dist/package.json': '{"type":"module"}',
  'dist/index.js': 'export default 1;',
};

const under = (folder: string): Record<string, string> =>
  Object.fromEntries(Object.entries(PACKAGE).map(([name, text]) => [`${folder}/${name}`, text]));

test('an installed package has the version of its package.json', () => {
  const folder = folderOf(under('node_modules/tune-strategy-mine'));
  const entry = join(folder, 'node_modules/tune-strategy-mine/dist/index.js');
  expect(packageVersion(entry)).toBe('tune-strategy-mine@1.2.0');
});

test('a package that is linked to where it is written has its text besides', () => {
  const folder = folderOf({ ...under('work'), 'project/node_modules/other/package.json': '{}' });
  symlinkSync(join(folder, 'work'), join(folder, 'project/node_modules/tune-strategy-mine'));
  const entry = join(folder, 'project/node_modules/tune-strategy-mine/dist/index.js');
  const first = packageVersion(entry);
  expect(first).toMatch(/^tune-strategy-mine@1\.2\.0\+[\da-f]{12}$/);
  write(folder, { 'work/dist/index.js': 'export default 2;' });
  expect(packageVersion(entry)).not.toBe(first);
});
