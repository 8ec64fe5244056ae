import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Outcome } from '@tune/core';
import { evaluateJob } from '@tune/core/plugin';
import { command, type CommandOptions } from './command.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'tune-command-test-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SPACE = [
  { name: 'x', type: 'float', low: -5, high: 5 },
  { name: 'the act', type: 'categorical', choices: ['relu', "it's; $HOME"] },
];
const POINT = { x: 1.5, 'the act': "it's; $HOME" };

/** The outcome of a Node program, and what it reported. */
async function run(
  code: string,
  {
    words = [],
    signal = new AbortController().signal,
    onReport = () => undefined,
    ...options
  }: Partial<CommandOptions> & {
    words?: readonly string[];
    signal?: AbortSignal;
    onReport?: (report: readonly unknown[]) => void;
  } = {},
): Promise<{ outcome: Outcome; reports: unknown[][] }> {
  const file = join(folder, 'program.mjs');
  writeFileSync(file, code);
  const objective = command({
    command: [process.execPath, file, ...words],
    space: SPACE,
    folder,
    ...options,
  });
  const reports: unknown[][] = [];
  const report = (...values: unknown[]): void => {
    reports.push(values);
    onReport(values);
  };
  const outcome = await evaluateJob(
    objective,
    { point: POINT, seed: 77, fidelity: 0.5 },
    { signal, report },
  );
  return { outcome, reports };
}

const valueOf = async (code: string): Promise<unknown> => {
  const { outcome } = await run(code);
  return outcome.state === 'complete' ? outcome.values[0] : outcome.reason;
};

test('the last line is the value: a number, or JSON with a value', async () => {
  expect(await valueOf('console.log("hello"); console.log(0.25)')).toBe(0.25);
  expect(await valueOf('console.log(JSON.stringify({ value: 3, more: "x" })); console.log()')).toBe(
    3,
  );
  expect(await valueOf('process.stdout.write("+1.5e2")')).toBe(150);
});

test.each([
  ['Infinity', 'node printed Infinity on its last line; expected a finite number'],
  ['nan', 'node printed nan on its last line; expected a finite number'],
  ['1e400', 'node printed 1e400 on its last line; expected a finite number'],
  ['{"value": NaN}', 'node printed {"value": NaN} on its last line; expected a finite number'],
  [
    'done',
    'node printed "done" on its last line; expected a number, or JSON such as {"value":0.1}',
  ],
  ['', 'node printed nothing; expected a number, or JSON such as {"value":0.1} on the last line'],
])('a last line of %s is a failed trial that says so', async (line, reason) => {
  const { outcome } = await run(`console.log(${JSON.stringify(line)})`);
  expect(outcome).toEqual({ state: 'failed', reason });
});

test('lines with a step are intermediate values, in order', async () => {
  const code = `
    console.log('epoch 1');
    console.log('{"step":1,"value":0.5,"total":2}');
    console.log('{"step":2,"value":0.4}');
    console.log(0.4);`;
  expect((await run(code)).reports).toEqual([
    [1, 0.5, 2],
    [2, 0.4, undefined],
  ]);
});

test('parameters are passed as arguments without a shell, in the environment and as a file', async () => {
  const code = `
    import { readFileSync, writeFileSync } from 'node:fs';
    const { TUNE_PARAM_x: x, TUNE_PARAM_the_act: act, TUNE_PARAMS, TUNE_PARAMS_FILE, TUNE_SEED, TUNE_FIDELITY } = process.env;
    writeFileSync('input.json', JSON.stringify({
      words: process.argv.slice(2), x, act, TUNE_SEED, TUNE_FIDELITY,
      all: JSON.parse(TUNE_PARAMS), file: JSON.parse(readFileSync(TUNE_PARAMS_FILE, 'utf8')),
      same: process.argv[5] === TUNE_PARAMS_FILE,
    }));
    console.log(1);`;
  const words = ['--x={x}', '--x', '{x}', '{params_file}', '{{x}}', '{seed}/{fidelity}'];
  await run(code, { words });
  expect(JSON.parse(readFileSync(join(folder, 'input.json'), 'utf8'))).toEqual({
    words: ['--x=1.5', '--x', '1.5', expect.stringContaining('params.json'), '{x}', '77/0.5'],
    x: '1.5',
    act: "it's; $HOME",
    TUNE_SEED: '77',
    TUNE_FIDELITY: '0.5',
    all: POINT,
    file: POINT,
    same: true,
  });
});

test('an argument stays one argument, whatever replaces its placeholders', async () => {
  const text = `${process.execPath} -p 'process.argv.length + 0 * "{x}"' "a b" {x}`;
  const objective = command({ command: text, space: SPACE });
  const context = { signal: new AbortController().signal, report: () => undefined };
  const job = { point: POINT, seed: 1 };
  expect(await evaluateJob(objective, job, context)).toEqual({ state: 'complete', values: [3] });
});

test('an exit code is a failed trial with the end of stderr', async () => {
  const code = `console.log(1); console.error('Traceback\\nValueError: lr is too large'); process.exitCode = 3;`;
  const { outcome } = await run(code);
  expect(outcome).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(
      /ended with exit code 3: ValueError: lr is too large\nTraceback\nValueError/,
    ),
  });
  const killed = await run(`process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 1e6);`);
  expect(killed.outcome).toMatchObject({ reason: expect.stringContaining('SIGSEGV') });
});

test('a report that cannot be used ends the program and fails the trial', async () => {
  const { outcome, reports } = await run(`
    console.log('{"step":1,"value":0.5}\\n{"step":-1,"value":0.5}\\n{"step":2,"value":0.5}');
    setInterval(() => {}, 1000);`);
  expect(outcome).toEqual({
    state: 'failed',
    reason: 'node printed {"step":-1,"value":0.5}, but a step is a whole number of at least 0',
  });
  expect(reports).toEqual([[1, 0.5, undefined]]);
});

test('characters of stderr are not cut at the borders of chunks', async () => {
  const code = `
    import { setTimeout as wait } from 'node:timers/promises';
    for (const byte of Buffer.from('Größe 😀')) {
      process.stderr.write(Buffer.from([byte]));
      await wait(2);
    }
    process.exitCode = 1;`;
  const { outcome } = await run(code);
  expect(outcome).toMatchObject({ reason: expect.stringMatching(/exit code 1: Größe 😀$/) });
});

test('command and folder are its options', () => {
  const objective = command({ command: 'train --x {x}', space: SPACE, folder: '/models' });
  const options = { command: ['train', '--x', '{x}'], folder: '/models' };
  expect(objective).toMatchObject({ name: 'train', options });
});

test('a program that cannot be started ends the search, not only the trial', async () => {
  const objective = command({ command: '/nowhere/train {x}', space: SPACE });
  const context = { signal: new AbortController().signal, report: () => undefined };
  expect(await evaluateJob(objective, { point: POINT, seed: 1 }, context)).toMatchObject({
    state: 'failed',
    endsSearch: true,
    reason: 'The objective "train" cannot be evaluated: there is no file /nowhere/train.',
  });
});

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie has ended, even if its parent has not read its exit code.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

test('an abort ends the program and its child, even if both ignore SIGTERM', async () => {
  const code = `
    import { spawn } from 'node:child_process';
    const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')";
    const child = spawn(process.execPath, ['-e', stubborn], { stdio: ['ignore', 'pipe', 'inherit'] });
    process.on('SIGTERM', () => {});
    child.stdout.on('data', () => {
      console.log(JSON.stringify({ step: 1, value: child.pid }));
      console.log(JSON.stringify({ step: 2, value: process.pid }));
    });`;
  const abort = new AbortController();
  const { outcome, reports } = await run(code, {
    signal: abort.signal,
    onReport: ([step]) => {
      if (step === 2) abort.abort('enough');
    },
  });
  expect(outcome).toEqual({ state: 'cancelled', reason: 'enough' });
  for (const [, pid] of reports) while (isAlive(pid as number)) await wait(20);
});

test.each([
  ['in its process group', false],
  ['in a session of its own', true],
])(
  'a process that a program leaves behind %s is ended, though it holds stdout open',
  async (_, detached) => {
    // Only Linux shows which processes a program has started.
    if (detached && process.platform !== 'linux') return;
    const code = `
    import { spawn } from 'node:child_process';
    const options = { stdio: 'inherit', detached: ${detached} };
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], options);
    child.unref();
    console.log(JSON.stringify({ step: 1, value: child.pid }));
    process.stdout.write('2', () => process.exit(0));`;
    const { outcome, reports } = await run(code);
    expect(outcome).toEqual({ state: 'complete', values: [2] });
    while (isAlive(reports[0]![1] as number)) await wait(20);
  },
);

test('commands and spaces that cannot be used are refused', () => {
  const invalid = expect.objectContaining({ code: 'OBJECTIVE_COMMAND_INVALID' }) as Error;
  expect(() => command({ command: 'train --x {y}', space: SPACE })).toThrow(invalid);
  expect(() => command({ command: ' ', space: SPACE })).toThrow(invalid);
  expect(() => command({ command: 'train', space: [{ name: 'x', type: 'real' }] })).toThrow(
    /\[0\].type/,
  );
});
