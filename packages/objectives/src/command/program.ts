import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How a program ended. */
export interface ProgramEnd {
  /** `exit code 3`, `SIGKILL`; missing if it succeeded. */
  readonly fault?: string;
  /** The end of what it wrote to stderr. */
  readonly tail: string;
}

export interface ProgramOptions {
  readonly words: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly folder?: string;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** How long a program may take to end after SIGTERM before it is killed. */
const GRACE_MS = 1500;

/** How much of stderr is kept, in characters. */
const TAIL_LENGTH = 4096;

/**
 * Runs a program to its end, in a process group of its own, so that an abort also ends the processes
 * that it has started. Processes that it leaves behind are killed.
 */
export async function runProgram(options: ProgramOptions): Promise<ProgramEnd> {
  const [program = '', ...words] = options.words;
  const child = spawn(program, words, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.env,
    ...(options.folder === undefined ? {} : { cwd: options.folder }),
  });
  let tail = '';
  // The encoding joins characters that are cut at the border of two chunks; readline does it by itself.
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-TAIL_LENGTH);
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', options.onLine);
  const read = once(lines, 'close');

  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    killGroup(child, 'SIGTERM');
    timer = setTimeout(() => killGroup(child, 'SIGKILL'), GRACE_MS);
  };
  if (options.signal.aborted) stop();
  options.signal.addEventListener('abort', stop);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    killGroup(child, 'SIGKILL');
    await read;
    if (code === 0) return { tail: tail.trim() };
    return { fault: signal ?? `exit code ${code}`, tail: tail.trim() };
  } catch (error) {
    // The program does not exist or may not be run: `exit` is not emitted.
    return { fault: (error as Error).message, tail };
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', stop);
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has ended, or the system has no process groups.
    child.kill(signal);
  }
}
