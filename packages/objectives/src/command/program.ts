import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** How a program ended. */
export interface Ended {
  /** `exit code 3`, `SIGKILL`; undefined where all is well. */
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

/** How long a program that was asked to end may take before it is killed. */
const GRACE_MS = 1500;
const TAIL = 4096;

/**
 * Runs a program to its end, in a process group of its own: an abort ends it together with whatever it
 * has started, and what it leaves behind is ended too.
 */
export async function runProgram(options: ProgramOptions): Promise<Ended> {
  const [program = '', ...words] = options.words;
  const child = spawn(program, words, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.env,
    ...(options.folder === undefined ? {} : { cwd: options.folder }),
  });
  let tail = '';
  child.stderr.on('data', (data: Buffer) => (tail = (tail + data.toString()).slice(-TAIL)));
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
    const isWell = code === 0;
    const fault = signal ?? `exit code ${code}`;
    return { ...(isWell ? {} : { fault }), tail: tail.trim() };
  } catch (error) {
    // There is no such program, or it may not be run: `exit` never comes.
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
    // Nobody of the group is left, or the system has no groups.
    child.kill(signal);
  }
}
