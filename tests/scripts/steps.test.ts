import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

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
