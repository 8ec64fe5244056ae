import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { bin, eventsOf, root, runTune, type Finished } from './run-tune.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-interrupt-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended extends Finished {
  /** From the last signal to the end. */
  readonly ms: number;
  /** Of the process that computes. */
  readonly pid: number;
}

let files = 0;

/** Interrupts once something computes without end. */
async function interrupt(
  where: string,
  signals: readonly NodeJS.Signals[],
  ...more: string[]
): Promise<Ended> {
  const file = join(folder, `${++files}.pid`);
  let sentAt = 0;
  const run = await runTune(
    [
      ...['run', '--objective', 'tests/fixtures/endless.mjs', '--strategy', 'random'],
      ...['--trials', '5', '--json', ...more],
    ],
    {
      env: { WHERE: where, PID_FILE: file },
      async onStart(child) {
        while (!existsSync(file) || readFileSync(file, 'utf8') === '') await wait(20);
        await wait(100);
        for (const [index, signal] of signals.entries()) {
          if (index > 0) await wait(200);
          child.kill(signal);
          sentAt = performance.now();
        }
      },
    },
  );
  return { ...run, ms: performance.now() - sentAt, pid: Number(readFileSync(file, 'utf8')) };
}

/** A process that has ended, and may still have to be fetched by its parent, is gone. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return / [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (!isGone(pid)) await wait(20);
}

/** Two seconds, and what a busy machine needs to notice it. */
const SOON_MS = 3500;

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s stops an evaluation that never ends, and its trial waits',
  async (signal) => {
    const { code, ms, pid, ...run } = await interrupt('evaluate', [signal]);
    expect(code).toBe(130);
    expect(ms).toBeLessThan(SOON_MS);
    const events = eventsOf({ code, ...run });
    expect(events.find(({ type }) => type === 'trial')).toMatchObject({ state: 'waiting' });
    expect(events.at(-1)).toMatchObject({ type: 'comparison' });
    expect(isGone(pid)).toBe(true);
  },
  30_000,
);

test.each([
  ['evaluate', '--isolation', 'none'],
  ['constraint', '--isolation', 'process'],
  ['import', '--isolation', 'process'],
])(
  'one Ctrl-C ends the command although %s blocks its process (%s %s)',
  async (where, ...more) => {
    const { code, ms, pid } = await interrupt(where, ['SIGINT'], ...more);
    expect(code).toBe(130);
    expect(ms).toBeLessThan(SOON_MS);
    expect(isGone(pid)).toBe(true);
  },
  30_000,
);

test('under nohup a terminal that is closed ends nothing', async () => {
  let sent = false;
  const run = await runTune(
    [
      ...['run', '--objective', 'tests/fixtures/brief.mjs', '--strategy', 'random'],
      ...['--trials', '5', '--json'],
    ],
    {
      env: { _: '/usr/bin/nohup' },
      onOutput(stdout, child) {
        if (sent || !stdout.includes('"trial"')) return;
        sent = true;
        child.kill('SIGHUP');
      },
    },
  );
  expect(sent).toBe(true);
  expect(run.code).toBe(0);
  expect(eventsOf(run).filter(({ type }) => type === 'trial')).toHaveLength(5);
}, 30_000);

test('a second Ctrl-C does not wait, even if the process is blocked', async () => {
  const { code, ms, pid } = await interrupt('constraint', ['SIGINT', 'SIGINT']);
  expect(code).toBe(130);
  expect(ms).toBeLessThan(1500);
  expect(isGone(pid)).toBe(true);
}, 30_000);

test('a blocked process does not outlive a command that is killed', async () => {
  const { code, pid } = await interrupt('evaluate', ['SIGKILL'], '--isolation', 'none');
  expect(code).toBe(null);
  await untilGone(pid);
}, 30_000);

test('a command whose working process is killed says so and ends with 1', async () => {
  const file = join(folder, 'killed.pid');
  const run = await runTune(
    [
      ...['run', '--objective', 'tests/fixtures/endless.mjs', '--strategy', 'random'],
      ...['--isolation', 'none'],
    ],
    {
      env: { PID_FILE: file },
      async onStart() {
        while (!existsSync(file) || readFileSync(file, 'utf8') === '') await wait(20);
        process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
      },
    },
  );
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/^tune: the process of the command was killed by SIGKILL/m);
}, 30_000);

test('what was shown as ended is stored, although the process is killed for not ending', async () => {
  const storage = join(folder, 'tune.db');
  const run = await interrupt('constraint', ['SIGINT'], '--storage', storage);
  expect(run.stderr).toMatch(/^tune: .* did not stop in time and was killed\. .* tune resume /m);
  const shown = eventsOf(run).filter(({ type }) => type === 'trial');
  expect(shown.length).toBeGreaterThan(0);
  const listed = await runTune(['ls', '--storage', storage, '--json']);
  expect(eventsOf(listed)[0]).toMatchObject({ type: 'stored', measured: shown.length });
}, 30_000);

test('a live view does not stay on the screen of a command that is killed', async () => {
  const { CI: _ci, ...inherited } = process.env;
  // Its terminal is a real one; the signal comes while the constraint computes.
  const search = `"$0" "$1" run --objective tests/fixtures/endless.mjs --strategy random --storage memory`;
  const shell = `${search} & while ! [ -s "$PID_FILE" ] && kill -0 $!; do sleep 0.1; done; sleep 1; kill -INT $!; wait`;
  const child = spawn(
    'python3',
    [
      ...[join(root, 'tests/fixtures/terminal.py'), '80', '80'],
      ...['sh', '-c', shell, process.execPath, bin],
    ],
    {
      cwd: root,
      env: {
        ...inherited,
        ...{ TERM: 'xterm', WHERE: 'constraint', PID_FILE: join(folder, 'live.pid') },
      },
    },
  );
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (screen += text));
  await new Promise((resolve) => child.on('close', resolve));
  expect(screen).toContain('at trial');
  expect(screen).toContain('\r\u001B[Jtune: the process of the command did not stop in time');
}, 30_000);

test('no folder for temporary files is left', async () => {
  const temporary = mkdtempSync(join(folder, 'tmp-'));
  for (const [signals, ...more] of [
    [['SIGINT']],
    [['SIGINT', 'SIGINT']],
    [['SIGINT'], '--isolation', 'none'],
  ] as const) {
    process.env['TMPDIR'] = temporary;
    try {
      await interrupt('evaluate', signals, ...more);
    } finally {
      delete process.env['TMPDIR'];
    }
    expect(readdirSync(temporary).filter((name) => name.startsWith('tune-'))).toEqual([]);
  }
}, 60_000);
