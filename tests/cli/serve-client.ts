import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));

export type Answer = Record<string, unknown> & {
  trials?: { id: number; params: Record<string, number>; meta: object; fidelity?: number }[];
  error?: { code: string; message: string };
};

export const SPACE = [
  { name: 'x', type: 'float', low: -5, high: 5 },
  { name: 'act', type: 'categorical', choices: ['relu', 'elu'] },
];
export const START = { op: 'start', space: SPACE, direction: 'minimize', seed: 3 };
/** The same with a strategy that answers at once. */
export const RANDOM = { ...START, strategy: 'random' };

/** A real `tune serve --stdio`. */
export function serve({ cwd }: { readonly cwd?: string } = {}) {
  const child = spawn(process.execPath, [bin, 'serve', '--stdio'], {
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  child.stderr.on('data', (data) => errors.push(String(data)));
  // A process that has ended takes nothing more.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'close') as Promise<[code: number | null, signal: string | null]>;
  /** The next answer; undefined if the process has ended. */
  const answer = async (): Promise<Answer | undefined> => {
    const { value, done } = await lines.next();
    return done === true ? undefined : (JSON.parse(String(value)) as Answer);
  };
  /** The answer to a line. */
  const send = async (request: object | string): Promise<Answer> => {
    const text = typeof request === 'string' ? request : JSON.stringify(request);
    child.stdin.write(`${text}\n`);
    return (await answer()) ?? {};
  };
  return {
    child,
    ended,
    stderr: () => errors.join(''),
    answer,
    send,
    codeOf: async (request: object | string) => (await send(request)).error?.code,
    /** Ends stdin. @returns the exit code */
    async end(): Promise<number | null> {
      child.stdin.end();
      return (await ended)[0];
    },
  };
}

/** Writes bytes as they are, ends stdin, and collects all that comes. */
export async function exchange(chunks: Iterable<string | Uint8Array>) {
  const { child, ended, answer, stderr } = serve();
  for (const chunk of chunks) {
    if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const answers: Answer[] = [];
  for (let next = await answer(); next !== undefined; next = await answer()) answers.push(next);
  const [code] = await ended;
  return {
    answers,
    code,
    stderr: stderr(),
    codes: answers.map(({ error }) => error?.code ?? 'ok'),
  };
}
