import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { root } from '../cli/run-tune.ts';

const script = (name: string) => fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url));

test('a package without its output is not built, whatever a stamp says', async () => {
  const { isBuilt } = (await import(script('steps.mjs'))) as {
    isBuilt(packages?: string): boolean;
  };
  const packages = mkdtempSync(join(tmpdir(), 'tune-packages-'));
  for (const name of ['a', 'b']) {
    mkdirSync(join(packages, name, 'dist'), { recursive: true });
    writeFileSync(join(packages, name, 'tsconfig.build.json'), '{}');
  }
  mkdirSync(join(packages, 'not-compiled'));
  expect(isBuilt(packages)).toBe(true);
  rmSync(join(packages, 'b', 'dist'), { recursive: true });
  expect(isBuilt(packages)).toBe(false);
  rmSync(packages, { recursive: true });
  expect(isBuilt()).toBe(true);
});

test('the scripts pass flags on, and the command works where npm is called', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-called-'));
  writeFileSync(
    join(folder, 'mine.mjs'),
    "export default { name: 'mine', apiVersion: 1, capabilities: { parallel: true, exhaustive: false }, suggest: async () => [{ point: { x1: 1, x2: 2 } }] };\n",
  );
  const flags = '--objective branin --strategies ./mine.mjs --trials 2 --json --storage memory';
  const code = `import { tune } from ${JSON.stringify(script('steps.mjs'))};
    process.exitCode = await tune(${JSON.stringify(['compare', ...flags.split(' ')])});`;
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, INIT_CWD: folder },
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({
    type: 'comparison',
    trials: 2,
    strategies: [{ name: 'mine', bestPoint: { x1: 1, x2: 2 } }],
  });
  rmSync(folder, { recursive: true });
}, 60_000);

test('the key of a build follows from contents alone', async () => {
  const { sourcesKey } = (await import(script('steps.mjs'))) as {
    sourcesKey(repository: string): string;
  };
  const clone = () => {
    const repository = mkdtempSync(join(tmpdir(), 'tune-clone-'));
    mkdirSync(join(repository, 'packages', 'a', 'src'), { recursive: true });
    mkdirSync(join(repository, 'packages', 'a', 'dist'));
    writeFileSync(join(repository, 'packages', 'a', 'src', 'a.ts'), 'export const a = 1;\n');
    return repository;
  };
  const [one, other] = [clone(), clone()];
  const file = join(other, 'packages', 'a', 'src', 'a.ts');
  utimesSync(file, 1, 1);
  expect(sourcesKey(other)).toBe(sourcesKey(one));
  writeFileSync(join(other, 'packages', 'a', 'dist', 'a.js'), 'export const a = 1;\n');
  expect(sourcesKey(other)).toBe(sourcesKey(one));
  writeFileSync(file, 'export const a = 2;\n');
  expect(sourcesKey(other)).not.toBe(sourcesKey(one));
  for (const repository of [one, other]) rmSync(repository, { recursive: true });
});

test('a clone that is not built prints the help at once', () => {
  const repository = mkdtempSync(join(tmpdir(), 'tune-unbuilt-'));
  for (const path of ['scripts', 'packages/cli/bin', 'packages/cli/package.json']) {
    cpSync(join(root, path), join(repository, path), { recursive: true });
  }
  const run = (...args: string[]) =>
    spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8' });
  const built = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'packages/cli/bin/tune.js'), ...args], {
      env: { ...process.env, TUNE_STORAGE: '' },
      encoding: 'utf8',
    }).stdout;
  for (const file of ['scripts/tune.mjs', 'packages/cli/bin/tune.js']) {
    expect(run(file, '--help').stdout).toBe(built('--help'));
    expect(run(file, 'compare', '--help').stdout).toBe(built('compare', '--help'));
    expect(run(file, '--version').stdout).toBe(built('--version'));
  }
  expect(run('scripts/compare.mjs', '--help').stdout).toBe(built('compare', '--help'));
  expect(run('packages/cli/bin/tune.js', 'ls')).toMatchObject({ status: 1, stdout: '' });
  rmSync(repository, { recursive: true });
}, 60_000);
