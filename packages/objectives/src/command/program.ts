import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { killTagged, PROGRAM_TAG } from './tagged-processes.ts';
import { Tail } from './tail.ts';

/** How a program ended. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signalCode: NodeJS.Signals | null;
  /** The end of what it wrote to stderr. */
  readonly tail: string;
}

export interface ProgramOptions {
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
  /** Ends the program. */
  readonly signal: AbortSignal;
  /** Called with what it writes to stdout; true if the event loop should get a turn before the next. */
  readonly onOutput: (bytes: Buffer) => boolean;
}

/** How long a program may take to end after SIGTERM before it is killed. */
export const GRACE_MS = 1000;

/** How long output is read after the end of a program, if a process that it left behind holds it open. */
export const DRAIN_MS = 500;

/** So many turns of the event loop without output say that there is none; a busy one may have been late. */
const QUIET_TURNS = 3;
/** A process that never stops writing is not read for longer. */
const MAX_TURNS = 256;

type Program = ChildProcessByStdio<null, Readable, Readable>;

/** The programs that run, and their tags: one listener kills them when this process exits. */
const alive = new Map<ChildProcess, string>();
const killAll = (): void => {
  for (const [program, tag] of alive) end(program, tag);
};

/**
 * Runs a program to its end, in a session of its own and without stdin: Ctrl-C does not reach it, an
 * abort of the signal does. At the end, what it has started and left behind is killed.
 * @throws an error of the system  it could not be started
 */
export async function runProgram(options: ProgramOptions): Promise<ProgramEnd> {
  const tag = randomUUID();
  const program = await start(options, tag);
  if (alive.size === 0) process.on('exit', killAll);
  alive.set(program, tag);
  try {
    return await untilEnd(program, tag, options);
  } finally {
    alive.delete(program);
    if (alive.size === 0) process.off('exit', killAll);
  }
}

async function start({ words, env, folder }: ProgramOptions, tag: string): Promise<Program> {
  const [name = '', ...args] = words;
  const program = spawn(name, args, {
    cwd: folder,
    env: { ...env, [PROGRAM_TAG]: tag },
    detached: true,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (program.pid === undefined) {
    throw await new Promise<Error>((resolve) => program.once('error', resolve));
  }
  // A signal that cannot be sent is an error too.
  program.on('error', () => undefined);
  return program;
}

async function untilEnd(
  program: Program,
  tag: string,
  { signal, onOutput }: ProgramOptions,
): Promise<ProgramEnd> {
  const tail = new Tail();
  let bytes = 0;
  program.stderr.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    tail.push(chunk);
  });
  program.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (!onOutput(chunk)) return;
    program.stdout.pause();
    setImmediate(() => program.stdout.resume());
  });
  const exited = new Promise<void>((resolve) => program.once('exit', () => resolve()));
  const closed = new Promise<void>((resolve) => program.once('close', () => resolve()));

  let killing: NodeJS.Timeout | undefined;
  const stop = (): void => {
    signalGroup(program, 'SIGTERM');
    killing = setTimeout(() => end(program, tag), GRACE_MS);
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  try {
    await exited;
    if (!signal.aborted) await drained(closed, () => bytes);
  } finally {
    clearTimeout(killing);
    signal.removeEventListener('abort', stop);
    end(program, tag);
    program.stdout.destroy();
    program.stderr.destroy();
  }
  const { exitCode, signalCode } = program;
  return { exitCode, signalCode, tail: tail.toString() };
}

/** Resolves once all output is read, or after a time; a busy event loop is not taken for silence. */
async function drained(closed: Promise<void>, bytesRead: () => number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), DRAIN_MS);
  });
  const first = await Promise.race([closed, late]);
  clearTimeout(timer);
  if (first !== 'late') return;
  for (let turn = 0, quiet = 0; turn < MAX_TURNS && quiet < QUIET_TURNS; turn++) {
    const before = bytesRead();
    await nextTurn();
    quiet = bytesRead() === before ? quiet + 1 : 0;
  }
}

/** Ends the program, its process group, and what it has started outside of the group. */
function end(program: ChildProcess, tag: string): void {
  signalGroup(program, 'SIGKILL');
  killTagged(tag);
}

function signalGroup(program: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-program.pid!, signal);
  } catch {
    // The group has ended, or the system has no process groups.
    program.kill(signal);
  }
}
