import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import { EXIT } from './exit-code.ts';
import { INTERRUPT, onStopSignal, SESSION, SUPERVISED } from './supervision.ts';

/** Commands that run code of others, which may keep their process from hearing a signal. */
const COMMANDS: ReadonlySet<string> = new Set(['compare', 'run', 'resume', 'evaluate']);

/** Asks for text, not for work. */
const HELP: ReadonlySet<string> = new Set(['--help', '-h', '--version']);

/** How long the command may take to end after the first signal, and after the second one. */
const STOP_MS = 1800;
const SECOND_STOP_MS = 400;

/** Signals so close to each other are one: npm passes on what the terminal has sent to all. */
const SAME_SIGNAL_MS = 100;

/** Whether the command is to be run by {@link supervise}. */
export function isToBeSupervised(argv: readonly string[], process: NodeJS.Process): boolean {
  if (process.env[SUPERVISED] !== undefined) return false;
  // A debugger is attached to one process.
  if (process.execArgv.some((option) => option.startsWith('--inspect'))) return false;
  if (argv[0] === 'complete') return false;
  return argv.some((word) => COMMANDS.has(word)) && !argv.some((word) => HELP.has(word));
}

/**
 * Runs the command in a child process that shares the terminal, so that signals are heard whatever its
 * code does. The first signal is passed on as a message; if the child does not end in time, it
 * is killed with all that it has started. If this process is killed, the child sees its channel close.
 * @returns the exit code
 */
export async function supervise(entry: string, argv: readonly string[]): Promise<number> {
  const session = randomUUID();
  const child = spawn(process.execPath, [...process.execArgv, entry, ...argv], {
    env: { ...process.env, [SUPERVISED]: '1', [SESSION]: session },
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
  });
  const channel = child.stdio[3] as Writable;
  // What ends the channel ends the child too.
  channel.on('error', () => undefined);
  // It writes nothing, but code that it runs may: what is not read would block it.
  (channel as unknown as NodeJS.ReadableStream).resume();
  let signals = 0;
  let heardAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    const now = performance.now();
    if (now - heardAt < SAME_SIGNAL_MS) return;
    heardAt = now;
    signals += 1;
    channel.write(INTERRUPT);
    clearTimeout(timer);
    timer = setTimeout(() => child.kill('SIGKILL'), signals === 1 ? STOP_MS : SECOND_STOP_MS);
  };
  onStopSignal(interrupt);
  const { code, signal } = await new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, by) => resolve({ code: exitCode, signal: by }));
  });
  clearTimeout(timer);
  channel.destroy();
  if (code !== null) return code;
  const { sweep } = await import('@tune/runtime/processes');
  sweep({ variable: SESSION, value: session });
  // The terminal may have been closed.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // The cursor is at the start of a live view that was not removed.
  if (process.stdout.isTTY && process.env['TERM'] !== 'dumb') process.stdout.write(ERASE_BELOW);
  const isStopped = signals > 0;
  process.stderr.write(`tune: ${isStopped ? STUCK : deathOf(signal)} ${SAFE}\n`);
  return isStopped ? EXIT.interrupted : EXIT.failed;
}

/** To the start of the line, and to the end of the screen. */
const ERASE_BELOW = '\r\u001B[J';

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const SAFE =
  'The trials that it had shown as ended are stored, unless --storage memory was given; tune resume goes on with the rest.';

const STUCK = 'the process of the command did not stop in time and was killed.';

const deathOf = (signal: NodeJS.Signals | null): string =>
  signal === 'SIGKILL'
    ? 'the process of the command was killed by SIGKILL, as the system does when memory runs out.'
    : `the process of the command was ended by ${signal}.`;
