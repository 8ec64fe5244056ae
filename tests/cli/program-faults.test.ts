import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { killHard } from '../faults/kill-hard.mjs';
import { eventsOf, runTune, type Finished, type RunOptions } from './run-tune.ts';

/** Programs that misbehave, with the whole command. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'program-faults-'));
  writeFileSync(join(folder, 'space.json'), '[{"name":"x","type":"float","low":0,"high":1}]');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), 0o755);
};

/** One search, with a temporary folder of its own. */
const search = (
  command: string,
  flags: readonly string[] = [],
  { env = {}, ...options }: RunOptions = {},
): Promise<Finished> =>
  runTune(
    [
      ...['run', '--command', command, '--space-file', 'space.json', '--strategy', 'random'],
      ...(flags.includes('--trials') ? [] : ['--trials', '3']),
      ...['--json', ...flags],
    ],
    { cwd: folder, env: { TMPDIR: folder, ...env }, ...options },
  );

const trialsOf = (run: Finished) => eventsOf(run).filter(({ type }) => type === 'trial');

/** The processes whose command line has this word. */
const processesWith = (word: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word);
    } catch {
      return false;
    }
  });

const temporaryFolders = (): string[] =>
  readdirSync(folder).filter((name) => name.startsWith('tune-'));

test('names of any characters are filled in', async () => {
  const names = ['batch-size', 'model.lr', 'größe', 'learning rate'];
  const space = names.map((name, low) => ({ name, type: 'int', low, high: low }));
  writeFileSync(join(folder, 'space.json'), JSON.stringify(space));
  write('seen.sh', '#!/bin/sh\necho "$@" > seen.txt; cat >> seen.txt; echo 1');
  const words = names.map((name) => `"{${name}}"`).join(' ');
  const run = await search(`./seen.sh ${words} {{x}} '{"a":{"b":1}}'`, ['--trials', '1']);
  expect(run.code).toBe(0);
  expect(readFileSync(join(folder, 'seen.txt'), 'utf8')).toBe('0 1 2 3 {x} {"a":{"b":1}}\n');
});

test('an unknown name, and two that share a variable, are refused before the first trial', async () => {
  const unknown = await search('./seen.sh {sed}');
  expect(unknown).toMatchObject({
    ...{ code: 2, stdout: '', stderr: expect.stringContaining('Did you mean {seed}?') },
  });
  const space = ['batch-size', 'batch_size'].map((name) => ({
    ...{ name, type: 'int', low: 0, high: 9 },
  }));
  writeFileSync(join(folder, 'space.json'), JSON.stringify(space));
  const shared = await search('./seen.sh {batch-size}');
  expect(shared).toMatchObject({
    ...{ code: 2, stdout: '' },
    stderr: expect.stringContaining(
      'The parameters "batch-size" and "batch_size" would share the variable TUNE_PARAM_batch_size.',
    ),
  });
});

test('a variable that tune was started with does not reach a trial', async () => {
  const program = `sh -c 'echo "$TUNE_PARAM_y$TUNE_PARAM_x"'`;
  const env = { TUNE_PARAM_y: '7', TUNE_PARAM_x: '8' };
  const run = await search(program, ['--trials', '1'], { env });
  const [trial] = trialsOf(run) as { value: number; point: { x: number } }[];
  expect(trial!.value).toBe(trial!.point.x);
});

test('a program that does not exist ends the search at its first trial, also when it is resumed', async () => {
  const env = { TUNE_STORAGE: join(folder, 'tune.db') };
  const reason = 'The objective "train" cannot be evaluated: there is no file ./train.';
  const first = await search('./train {x}', [], { env });
  expect(first).toMatchObject({ code: 1, stderr: expect.stringContaining(`tune: ${reason}\n`) });
  expect(trialsOf(first)).toMatchObject([{ number: 1, state: 'waiting', reason }]);
  const name = (await runTune(['ls'], { cwd: folder, env })).stdout.match(/^ (train)\b/m)![1]!;
  const resume = () => runTune(['resume', name, '--json'], { cwd: folder, env });
  const second = await resume();
  expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`tune: ${reason}\n`) });
  expect(trialsOf(second)).toHaveLength(1);
  write('train', '#!/bin/sh\necho $1');
  // It is another program than none: its values are those of a comparison of its own.
  const refused = await resume();
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toMatch(/^tune: train cannot continue: .*start again/);
  const third = await search('./train {x}', [], { env });
  expect(third.code).toBe(0);
  expect(trialsOf(third).map(({ number, state }) => [number, state])).toEqual([
    ...[1, 2, 3].map((number) => [number, 'complete']),
  ]);
}, 60_000);

test('a working folder that is removed during a search ends it', async () => {
  const gone = await search(`sh -c 'rm -rf "$PWD"; echo 1'`, [], { env: { TMPDIR: tmpdir() } });
  expect(gone).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`its working folder ${folder} does not exist.`),
  });
  expect(trialsOf(gone).map(({ state }) => state)).toEqual(['complete', 'waiting']);
});

test('a command that a shell does not find is a failed trial: the shell was started', async () => {
  const run = await search(`sh -c 'nosuchprogram {x}'`);
  expect(run.code).toBe(1);
  expect(trialsOf(run)).toHaveLength(3);
  expect(trialsOf(run)[0]).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(
      /^sh ended with exit code 127, as a shell does if a command was not found: .*nosuchprogram/,
    ),
  });
});

test.runIf(process.platform === 'linux')(
  'a daemon neither holds the trial open nor survives it',
  async () => {
    const sleeps = (seconds: number) => `
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "${seconds}.5"])
    os._exit(0)
time.sleep(0.2)
print(5)`;
    write('daemon.py', sleeps(5001));
    for (const isolation of ['process', 'none']) {
      const flags = ['--trials', '1', '--isolation', isolation];
      const run = await search('python3 daemon.py', flags);
      expect(trialsOf(run)).toMatchObject([{ state: 'complete', value: 5 }]);
      expect(trialsOf(run)[0]!['evaluateSeconds']).toBeLessThan(10);
      expect(processesWith('5001.5')).toEqual([]);
      expect(temporaryFolders()).toEqual([]);
    }
  },
  60_000,
);

test.runIf(process.platform === 'linux')(
  'Ctrl-C ends a program that ignores SIGTERM and its daemon, once within a grace, twice at once',
  async () => {
    write(
      'stubborn.py',
      `
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    os.execvp("sleep", ["sleep", "5002.5"])
time.sleep(0.2)
print('{"step":1,"value":1}', flush=True)
time.sleep(500)`,
    );
    for (const isolation of ['process', 'none']) {
      for (const presses of [1, 2]) {
        let pressedAt: number | undefined;
        const run = await search('python3 stubborn.py', ['--isolation', isolation], {
          onOutput(stdout, child) {
            if (pressedAt !== undefined || !stdout.includes('"report"')) return;
            pressedAt = performance.now();
            child.kill('SIGINT');
            if (presses === 2) setTimeout(() => child.kill('SIGINT'), 100);
          },
        });
        expect(run.code).toBe(130);
        expect(performance.now() - pressedAt!).toBeLessThan(8000);
        expect(processesWith('5002.5')).toEqual([]);
        expect(processesWith('stubborn.py')).toEqual([]);
        expect(temporaryFolders()).toEqual([]);
      }
    }
  },
  120_000,
);

test.runIf(process.platform === 'linux')(
  'the memory limit sees the program and what it starts, and fails that trial only',
  async () => {
    write(
      'hungry.py',
      `
import subprocess, sys, time
if float(sys.argv[1]) > 0.9:
    subprocess.run([sys.executable, "-c", "import time; held = bytearray(b'x') * (600 * 2 ** 20); time.sleep(60)"])
print(1)`,
    );
    const run = await search('python3 hungry.py {x}', ['--memory-limit', '300']);
    expect(trialsOf(run)).toMatchObject([
      {
        state: 'failed',
        reason: expect.stringMatching(/^it used \d+ MiB of memory, more than the 300 MiB/),
      },
      { state: 'complete' },
      { state: 'complete' },
    ]);
    expect(trialsOf(run)[0]!['evaluateSeconds']).toBeLessThan(30);
    expect(processesWith('hungry.py')).toEqual([]);
    expect(temporaryFolders()).toEqual([]);
  },
  60_000,
);

test('the peak memory of a trial is that of its program', async () => {
  write(
    'large.py',
    `
import time
held = bytearray(b'x') * (300 * 2 ** 20)
time.sleep(3)
print(1)`,
  );
  const run = await search('python3 large.py', ['--trials', '1']);
  const { peakMemoryBytes } = trialsOf(run)[0]!['metrics'] as { peakMemoryBytes: number };
  expect(peakMemoryBytes).toBeGreaterThan(250 * 2 ** 20);
}, 30_000);

test('400,000 lines, 200 MB without a line end, and bytes that are no text cost little', async () => {
  write(
    'chatty.py',
    `
import os, sys
out = sys.stdout.buffer
for line in range(400_000): out.write(b"epoch %d\\n" % line)
for part in range(200): out.write(b"x" * 1_000_000)
out.write(b"\\xff\\xfe\\0\\n" + os.urandom(100_000) + b"\\r 10%\\r 20%\\n")
print(0.25)`,
  );
  const run = await search('python3 chatty.py', ['--trials', '1']);
  const [trial] = trialsOf(run) as { metrics: { peakMemoryBytes: number } }[];
  expect(trial).toMatchObject({ state: 'complete', value: 0.25 });
  expect(trial!.metrics.peakMemoryBytes).toBeLessThan(250 * 2 ** 20);
}, 60_000);

test('Ctrl-C is heard while a program floods tune with reports', async () => {
  write(
    'many.py',
    `
import sys
step = 0
while True:
    step += 1
    sys.stdout.write('{"step":%d,"value":%f}\\n' % (step, 1 / step))`,
  );
  let pressedAt: number | undefined;
  const run = await search('python3 many.py', [], {
    onOutput(_, child) {
      if (pressedAt !== undefined) return;
      pressedAt = Infinity;
      void wait(1000).then(() => {
        pressedAt = performance.now();
        child.kill('SIGINT');
      });
    },
  });
  expect(run.code).toBe(130);
  expect(performance.now() - pressedAt!).toBeLessThan(8000);
  expect(processesWith('many.py')).toEqual([]);
}, 60_000);

test.runIf(process.platform === 'linux').each(['process', 'none'])(
  'the next command removes the temporary folders of one that was killed, with --isolation %s',
  async (isolation) => {
    write('reporting.sh', `#!/bin/sh\necho '{"step":1,"value":1}'; sleep 3`);
    const killed = await search('./reporting.sh', ['--isolation', isolation], {
      onOutput(stdout, child) {
        if (!stdout.includes('"report"')) return;
        killHard(child);
      },
    });
    expect(killed.code).toBe(null);
    while (processesWith('./reporting.sh').length > 0) await wait(50);
    expect(await search('echo 1', ['--trials', '1'])).toMatchObject({ code: 0 });
    expect(temporaryFolders()).toEqual([]);
  },
  60_000,
);
