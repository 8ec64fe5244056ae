import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventsOf, root, runTune } from './run-tune.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'tune-contenders-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A folder of the user with the examples in it. */
function projectWithExamples(): string {
  const path = folder();
  for (const name of ['mine.py', 'plain.py']) {
    copyFileSync(join(root, 'examples/strategy-python', name), join(path, name));
  }
  return path;
}

/** Looks for libraries where there are none. */
const bare = () => ({ XDG_CACHE_HOME: folder(), PYTHONNOUSERSITE: '1' });

describe.runIf(hasPython)('with Python', () => {
  test('programs compete with built-in strategies, each under its label and version', async () => {
    const cwd = projectWithExamples();
    const strategies =
      'random,python:./mine.py,python:./mine.py?start=3,python:./plain.py,program:python3 plain.py';
    const args = ['compare', '--objective', 'branin', '--trials', '12', '--repeats', '2', '--json'];
    const run = await runTune([...args, '--strategies', strategies], { cwd });
    expect(run.code).toBe(0);
    const last = eventsOf(run).at(-1) as { strategies: { name: string; best: number[] }[] };
    expect(last.strategies.map(({ name }) => name).toSorted()).toEqual([
      ...['mine', 'mine?start=3', 'plain', 'plain (2)', 'random'],
    ]);
    const [plain, again] = last.strategies.filter(({ name }) => name.startsWith('plain'));
    expect(again!.best).toEqual(plain!.best);
  }, 60_000);

  test('a killed comparison goes on, and says that another process does', async () => {
    const cwd = projectWithExamples();
    const args = ['compare', '--objective', 'branin', '--strategies', 'random,python:./mine.py'];
    const more = ['--trials', '400', '--storage', join(cwd, 'tune.db'), '--json'];
    await runTune([...args, ...more], {
      cwd,
      onOutput: (stdout, child) => {
        if (stdout.split('"type":"trial"').length > 60) child.kill('SIGKILL');
      },
    });
    await expect.poll(() => pythonsOf(cwd), { timeout: 10_000 }).toEqual([]);
    const again = await runTune([...args, ...more], { cwd });
    expect(again.code).toBe(0);
    const resumed = eventsOf(again).filter(
      ({ type, strategy }) => type === 'resumed' && strategy === 'mine',
    );
    expect(resumed[0]).toMatchObject({
      changes: [
        {
          label: 'the process of mine',
          before: expect.stringMatching(/^one that chose \d+ trials$/) as string,
          now: 'a new one, which was told of them',
        },
      ],
    });
  }, 120_000);

  test('a program that fails ends its run alone', async () => {
    const cwd = projectWithExamples();
    const text = readFileSync(join(cwd, 'mine.py'), 'utf8');
    const broken = text.replace(
      '        drawn = ',
      '        raise RuntimeError("no luck")\n        drawn = ',
    );
    writeFileSync(join(cwd, 'broken.py'), broken);
    const args = ['compare', '--objective', 'branin', '--trials', '5', '--json'];
    const run = await runTune([...args, '--strategies', 'random,python:./broken.py'], { cwd });
    expect(run.code).toBe(1);
    const failed = eventsOf(run).find(({ type }) => type === 'strategy-failed');
    expect(failed).toMatchObject({
      strategy: 'broken',
      reason: expect.stringMatching(/RuntimeError: no luck\n.*broken\.py", line \d+/s) as string,
    });
    const trials = eventsOf(run).filter(({ type }) => type === 'trial');
    expect(trials.filter(({ strategy }) => strategy === 'random')).toHaveLength(5);
  }, 60_000);

  test('what is missing is told at once, before anything runs, with what to install', async () => {
    const args = ['compare', '--objective', 'branin', '--strategies', 'random,optuna:tpe,hebo'];
    const run = await runTune(args, { env: bare(), cwd: folder() });
    if (run.code === 0) return; // This machine's own Python has them.
    expect(run.code).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/"optuna:tpe" needs optuna, which .*\(Python 3\./);
    expect(run.stderr).toMatch(/python3 -m pip install optuna==\d/);
    expect(run.stderr).toMatch(/pip install --no-deps HEBO==\d/);
    expect(run.stderr).toMatch(/tune setup --contenders optuna:tpe,hebo/);
  }, 60_000);

  test('doctor has a line for Python, and one for what is not installed', async () => {
    const run = await runTune(['doctor', '--json'], { env: bare() });
    const findings = eventsOf(run) as { subject: string; state: string; found: string }[];
    const of = (name: string) => findings.find(({ subject }) => subject === name);
    expect(of('python')).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/^3\./) as string,
    });
    expect(of('contenders')).toMatchObject({
      ...{ state: 'slow', remedy: expect.stringContaining('tune setup --contenders ') as string },
    });
  }, 60_000);
});

test.each([
  ['optuna:tpe', /needs Python .*\/no\/such\/python was not found/],
  ['python:./missing.py', /"\.\/missing\.py" could not be loaded: there is no such file/],
  [
    'program:./missing --fast',
    /could not be started as \.\/missing --fast: there is no such program/,
  ],
])('%s that cannot run is said before anything runs', async (strategy, message) => {
  const env = { TUNE_PYTHON: '/no/such/python' };
  const args = ['compare', '--objective', 'branin', '--strategies', `random,${strategy}`];
  const run = await runTune(args, { env, cwd: folder() });
  expect(run.code).toBe(2);
  expect(run.stdout).toBe('');
  expect(run.stderr).toMatch(message);
});

/** The Python processes that work in a folder. */
function pythonsOf(cwd: string): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => line.includes('mine.py') && line.includes('python'))
    .filter((line) => {
      const { stdout: where } = spawnSync('readlink', [`/proc/${line.trim().split(' ')[0]}/cwd`]);
      return where.toString().trim() === cwd;
    });
}
