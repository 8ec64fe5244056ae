import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** What every step of a set-up is given. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  progress(message: string): void;
}

export interface CommandResult {
  /** Exit status; null where a signal ended it. */
  readonly status: number | null;
  /** The last part of what it wrote, both streams together. */
  readonly output: string;
}

const TICK_MS = 1_000;
const OUTPUT_KEPT = 16_384;

/** Full path of a command, or undefined where PATH has none. */
export function findCommand(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // The next folder may have it.
      }
    }
  }
  return undefined;
}

/**
 * Runs a command to its end; `describe` is asked each second for a sentence on where it stands.
 * When the signal aborts, the command and its children are ended and the reason is thrown. With
 * `stallMs`, a command whose sentence does not change for that long is ended too (status null).
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { env, signal, progress }: Surroundings,
  options: {
    cwd: string;
    env?: NodeJS.ProcessEnv;
    describe?: (seconds: number) => string | Promise<string>;
    stallMs?: number;
  },
): Promise<CommandResult> {
  signal?.throwIfAborted();
  // A group of its own: cmake and pip have children that must end with them.
  const group = process.platform !== 'win32';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? env,
    detached: group,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      process.kill(group ? -child.pid : child.pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  };
  let output = '';
  const collect = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-OUTPUT_KEPT);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);

  const started = performance.now();
  let last = '';
  let changed = started;
  const tick = setInterval(() => {
    void (async () => {
      if (options.describe === undefined) return;
      const now = performance.now();
      const message = await options.describe(Math.round((now - started) / 1000));
      if (message !== last) [last, changed] = [message, now];
      else if (options.stallMs !== undefined && now - changed > options.stallMs) end();
      if (child.exitCode === null) progress(message);
    })();
  }, TICK_MS);
  signal?.addEventListener('abort', end);
  // An orphan would go on writing into a folder that nobody awaits.
  process.once('exit', end);
  try {
    const status = await new Promise<number | null>((resolve) => {
      child.once('error', (error) => {
        output += error.message;
        resolve(null);
      });
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    return { status, output };
  } finally {
    clearInterval(tick);
    signal?.removeEventListener('abort', end);
    process.removeListener('exit', end);
  }
}

/** Bytes of all files below a folder; what disappears meanwhile counts nothing. */
export async function bytesBelow(folder: string): Promise<number> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const sizes = entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return bytesBelow(path);
      return entry.isFile() ? (await stat(path)).size : 0;
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  } catch {
    return 0;
  }
}

/** `252 MB` */
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
