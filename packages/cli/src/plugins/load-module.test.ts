import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadPackage, loadPath, packageNames, placeOf } from './load-module.ts';
import { isPath } from './module-path.ts';

test.each([
  ['./mine.mjs', true],
  ['mine.ts', true],
  ['examples/strategy/nearby.mjs', true],
  ['/tmp/mine', true],
  ['bayes', false],
  ['annealing', false],
  ['@lab/annealing', false],
])('%s is a path: %s', (name, expected) => expect(isPath(name)).toBe(expected));

test('a name stands for packages with the prefix of its kind', () => {
  expect(packageNames('strategy', 'annealing')).toEqual(['tune-strategy-annealing', 'annealing']);
  expect(packageNames('strategy', 'tune-strategy-annealing')).toEqual(['tune-strategy-annealing']);
  expect(packageNames('objective', '@lab/race')).toEqual(['@lab/tune-objective-race', '@lab/race']);
  expect(packageNames('pruner', '@lab/tune-pruner-race')).toEqual(['@lab/tune-pruner-race']);
});

test.each(['there-is-none', 'fs', 'node:fs', 'data:text/javascript'])(
  'the package %s, which is not installed, is undefined',
  async (name) => expect(await loadPackage(name, 'strategy')).toBeUndefined(),
);

test('a place is one in a file, not one in Node itself', () => {
  const at = (...frames: string[]) =>
    placeOf(Object.assign(new Error('x'), { stack: ['Error: x', ...frames].join('\n    ') }), '');
  const internal = 'at defaultResolve (node:internal/modules/esm/resolve:283:11)';
  expect(at(internal)).toBeUndefined();
  expect(at(internal, 'at async file:///mine/a.mjs:3:9')).toBe('/mine/a.mjs:3:9');
  expect(at('at make (/mine/a b.ts:3:9)')).toBe('/mine/a b.ts:3:9');
});

const folder = mkdtempSync(join(tmpdir(), 'tune-load-'));
const fileOf = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

test('loads the default export, or the only one, of JavaScript and TypeScript', async () => {
  expect(
    (await loadPath(fileOf('default.mjs', 'export const a = 1; export default 2;'))).value,
  ).toBe(2);
  expect((await loadPath(fileOf('only.mjs', 'export const a = 1;'))).value).toBe(1);
  expect((await loadPath(fileOf('typed.ts', 'const a: number = 3; export default a;'))).value).toBe(
    3,
  );
});

test.each([
  ['absent.mjs', undefined, /absent\.mjs/],
  ['broken.mjs', 'export default (', /broken\.mjs/],
  ['throws.mjs', 'throw new RangeError("too far")', /too far/],
])('%s is refused with the reason', async (name, text, message) => {
  const file = text === undefined ? join(folder, name) : fileOf(name, text);
  await expect(loadPath(file)).rejects.toMatchObject({
    code: 'CLI_MODULE_NOT_LOADABLE',
    message: expect.stringMatching(message),
  });
});

test('a package that only imports see is found from the folder of the user', async () => {
  const project = mkdtempSync(join(tmpdir(), 'tune-project-'));
  const folder = join(project, 'node_modules', 'tune-strategy-modern');
  mkdirSync(folder, { recursive: true });
  const exports = { '.': { import: './index.js' } };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'tune-strategy-modern', type: 'module', exports }),
  );
  writeFileSync(join(folder, 'index.js'), 'export default 7;\n');
  const before = process.cwd();
  process.chdir(project);
  try {
    expect(await loadPackage('modern', 'strategy')).toMatchObject({ value: 7 });
    expect(await loadPackage('older', 'strategy')).toBeUndefined();
  } finally {
    process.chdir(before);
    rmSync(project, { recursive: true });
  }
});
