import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Where it runs; default: the root of the repository. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with all of stdout so far, each time something comes. */
  readonly onOutput?: (stdout: string, child: ChildProcess) => void;
  readonly onStart?: (child: ChildProcess) => unknown;
}

/** The real command as a process of its own, without a terminal. */
export function runTune(
  args: readonly string[],
  { cwd = root, env = {}, onOutput, onStart }: RunOptions = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    // What a test runner says of colors is not meant for the command; a CI must not color it either.
    const { FORCE_COLOR: _force, NO_COLOR: _no, ...inherited } = process.env;
    const child = spawn(process.execPath, [bin, ...args], {
      cwd,
      env: { ...inherited, CI: 'true', TUNE_STORAGE: 'memory', ...env },
    });
    void onStart?.(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
      onOutput?.(stdout, child);
    });
    child.stderr.on('data', (data) => (stderr += data));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The events of a run with `--json`. */
export function eventsOf({ stdout }: Finished): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The trials among them, in the order in which they ended. */
export const trialsOf = (run: Finished): Record<string, unknown>[] =>
  eventsOf(run).filter(({ type }) => type === 'trial');
