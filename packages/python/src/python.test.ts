import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createStudy, float } from '@tune/core';
import { strategyCases } from '@tune/testkit';
import { describeStrategy } from '@tune/testkit/vitest';
import { describe, expect, onTestFinished, test } from 'vitest';
import { diagnosePython } from './diagnose.ts';
import { describeLibrary, findLibrary, libraryStrategy, programEnv } from './library-strategy.ts';
import { programStrategy } from './program-strategy.ts';
import { installCommands } from './requirements.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const hasPython = spawnSync('python3', ['--version']).status === 0;
const env = programEnv({ ...process.env, PYTHONDONTWRITEBYTECODE: '1' });
const uniform = (more: object = {}) =>
  programStrategy({ name: 'uniform', command: ['python3', fixture('uniform.py')], env, ...more });

/** A Python environment without any library, where libraries are looked for first. */
function emptyCache(): NodeJS.ProcessEnv {
  const folder = mkdtempSync(join(tmpdir(), 'tune-python-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { ...env, XDG_CACHE_HOME: folder, PYTHONNOUSERSITE: '1' };
}

describe.runIf(hasPython)('with Python', () => {
  test('a program of the helper says what it is, and what it prints stays out of the answers', async () => {
    const strategy = await uniform();
    expect(strategy.version).toBe('3');
    expect(strategy.capabilities.parallel).toBe(true);
    const study = await createStudy({ space: { x: float(0, 1) }, strategy });
    await study.optimize(({ x }) => x, { trials: 5, concurrency: 2 });
    expect(study.trials.map(({ state }) => state)).toEqual(Array(5).fill('complete'));
    await study.dispose();
  });

  test('what it throws is told with the line', async () => {
    const study = await createStudy({
      ...{ space: { x: float(0, 1) }, strategy: await uniform({ options: { fail: 'no disk' } }) },
    });
    await expect(study.optimize(({ x }) => x, { trials: 1 })).rejects.toMatchObject({
      code: 'STRATEGY_PROGRAM_FAILED',
      message: expect.stringMatching(/ValueError: no disk\n.*uniform\.py", line \d+/s) as string,
    });
    await study.dispose();
  });

  test('spaces become what libraries search in, and back', () => {
    const faults = execFileSync('python3', [fixture('space_check.py')], { env, encoding: 'utf8' });
    expect(JSON.parse(faults)).toEqual([]);
  });

  // The others start a process for each suggestion, or expect equal points of equal histories: a
  // program has a state of its own.
  const RULES = [
    'none-where-none-is-allowed',
    'respects-count',
    'runs-in-a-study',
    'stops-on-abort',
  ];
  describeStrategy('uniform', () => uniform(), {
    exclude: strategyCases.map(({ rule }) => rule).filter((rule) => !RULES.includes(rule)),
  });

  test('a library that is missing is told with what to install', async () => {
    const given = emptyCache();
    const described = await describeLibrary('hebo', 'python3', { env: given });
    if (described.missing.length === 0) return;
    await expect(findLibrary('hebo', { env: given })).rejects.toMatchObject({
      code: 'STRATEGY_LIBRARY_MISSING',
      message: expect.stringMatching(
        /"hebo" needs .*HEBO.* \(Python 3\.\d+\.\d+\) does not have\. Install it there:\n {2}python3 -m pip install .*torch==.* && python3 -m pip install --no-deps HEBO==/,
      ) as string,
    });
    const { python, missing } = await diagnosePython(given);
    expect(python?.version).toMatch(/^3\./);
    expect(missing).toContain('hebo');
  });

  test('a process ends when the one that started it is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tune-orphan-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const program = join(folder, 'parent.mjs');
    writeFileSync(
      program,
      `import { spawn } from 'node:child_process';
      const child = spawn('python3', [${JSON.stringify(fixture('uniform.py'))}], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
      child.stdin.write('{"op":"describe"}\\n');
      child.stdout.once('data', () => console.log(child.pid));
      setInterval(() => {}, 1000);`,
    );
    const parent = spawn(process.execPath, [program], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())));
    });
    parent.kill('SIGKILL');
    await expect
      .poll(
        () =>
          spawnSync('ps', ['-p', String(pid), '-o', 'stat='])
            .stdout.toString()
            .trim(),
        {
          timeout: 10_000,
        },
      )
      .toMatch(/^(Z.*)?$/);
  });
});

test('without Python the message says so', async () => {
  const given = { ...emptyCache(), TUNE_PYTHON: '/no/such/python' };
  await expect(libraryStrategy('optuna:tpe', { env: given })).rejects.toMatchObject({
    code: 'STRATEGY_PYTHON_MISSING',
    message: expect.stringContaining('/no/such/python was not found. Install Python') as string,
  });
  expect(await diagnosePython(given)).toMatchObject({ command: '/no/such/python', found: [] });
});

test('what is to be installed has the versions that were tried together', () => {
  expect(installCommands('python3', ['optuna', 'cmaes'], 'shared')).toMatch(
    /^python3 -m pip install optuna==\d[\d.]* greenlet==\d[\d.]* cmaes==\d[\d.]*$/,
  );
  expect(installCommands('python3', ['nevergrad'], 'nevergrad')).toMatch(/nevergrad==\d/);
});
