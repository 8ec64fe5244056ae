import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** What every step of a set-up may use. */
export interface StepContext {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal | undefined;
  progress(message: string): void;
}

export interface CommandResult {
  /** Exit status; null if a signal ended the command. */
  readonly status: number | null;
  /** The end of its output, stdout and stderr together. */
  readonly output: string;
}

const TICK_MS = 1_000;
/** How much of the output is kept, in characters. */
const OUTPUT_LENGTH = 16_384;

/**
 * The full path of a command; undefined if it is not in PATH. Relative and empty entries of PATH, which would
 * mean the working folder, are skipped.
 */
export function findCommand(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    for (const ending of endings) {
      const file = join(folder, name + ending);
      try {
        accessSync(file, constants.X_OK);
        if (statSync(file).isFile()) return file;
      } catch {
        // The next folder may have the command.
      }
    }
  }
  return undefined;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The progress, each second. */
  readonly describe?: (seconds: number) => string | Promise<string>;
  /** The command is killed if `measure` grows by less than `bytes` in `ms`. */
  readonly stall?: { readonly ms: number; readonly bytes: number; measure(): number };
}

/**
 * Runs a command to its end; each second its progress is described by `describe`. When the signal
 * aborts, the command and its children are killed and the reason is thrown.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { env, signal, progress }: StepContext,
  options: CommandOptions,
): Promise<CommandResult> {
  signal?.throwIfAborted();
  // A process group of its own: cmake and pip have children that must end with them.
  const isGroup = process.platform !== 'win32';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? env,
    detached: isGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const end = () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      process.kill(isGroup ? -child.pid : child.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  };
  let output = '';
  const collect = (text: string) => {
    output = (output + text).slice(-OUTPUT_LENGTH);
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);

  const started = performance.now();
  const { describe, stall } = options;
  let [seen, seenAt] = [0, started];
  const tick = setInterval(() => {
    void (async () => {
      if (describe === undefined) return;
      const now = performance.now();
      const message = await describe(Math.round((now - started) / 1000));
      if (child.exitCode === null) progress(message);
      if (stall === undefined) return;
      const bytes = stall.measure();
      if (bytes < seen || bytes >= seen + stall.bytes) [seen, seenAt] = [bytes, now];
      else if (now - seenAt > stall.ms) {
        collect('\nthe download stalled');
        end();
      }
    })();
  }, TICK_MS);
  signal?.addEventListener('abort', end);
  // An orphan would continue to write into its folder.
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

/** The size of all files below a folder; files that disappear meanwhile are not counted. */
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
