import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('it removes the files of older builds, and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-clean-'));
  const clean = () =>
    execFileSync(process.execPath, [join(root, 'scripts', 'clean-dist.mjs')], { cwd: folder });
  mkdirSync(join(folder, 'dist', 'old'), { recursive: true });
  writeFileSync(join(folder, 'dist', 'old', 'renamed.js'), '');
  writeFileSync(join(folder, 'source.ts'), '');
  clean();
  expect(readdirSync(folder)).toEqual(['source.ts']);
  clean();
  rmSync(folder, { recursive: true });
});

test('every package that is compiled begins its build with it', () => {
  const packages = join(root, 'packages');
  const builds = readdirSync(packages)
    .filter((name) => existsSync(join(packages, name, 'tsconfig.build.json')))
    .map((name) => {
      const text = readFileSync(join(packages, name, 'package.json'), 'utf8');
      return (JSON.parse(text) as { scripts: { build: string } }).scripts.build;
    });
  expect(builds.length).toBeGreaterThan(0);
  for (const build of builds)
    expect(build).toMatch(/^node \.\.\/\.\.\/scripts\/clean-dist\.mjs && /);
});
