import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));
const SPACE = [
  { name: 'x', type: 'float', low: -5, high: 5 },
  { name: 'act', type: 'categorical', choices: ['relu', 'elu'] },
];
const START = { op: 'start', space: SPACE, direction: 'minimize', seed: 3 };

type Answer = Record<string, unknown> & {
  trials?: { id: number; params: { x: number }; meta: object }[];
  error?: { code: string; message: string };
};

/** The process; `send` resolves with the answer to a line. */
function serve() {
  const child = spawn(process.execPath, [bin, 'serve', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  return {
    child,
    ended,
    async send(request: object | string): Promise<Answer> {
      child.stdin.write(`${typeof request === 'string' ? request : JSON.stringify(request)}\n`);
      const { value } = await lines.next();
      return JSON.parse(String(value)) as Answer;
    },
  };
}

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

test('start, ask, tell, best and stop work in order', async () => {
  const { send, child, ended } = serve();
  expect(await send(START)).toEqual({ ok: true, best: true });
  expect(await send({ op: 'best' })).toEqual({ params: null, value: null, id: null });
  const { trials } = await send({ op: 'ask', count: 3 });
  expect(trials!.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(trials![0]).toMatchObject({ params: { x: 0 }, meta: { phase: 'initial' } });
  for (const { id, params } of trials!.toReversed()) {
    expect(await send({ op: 'tell', id, value: (params.x - 1) ** 2 })).toEqual({ ok: true });
  }
  const [four] = (await send({ op: 'ask' })).trials!;
  expect(four!.id).toBe(4);
  expect(await send({ op: 'tell', id: 4, failed: 'out of memory' })).toEqual({ ok: true });
  const best = trials!.toSorted((a, b) => (a.params.x - 1) ** 2 - (b.params.x - 1) ** 2)[0]!;
  expect(await send({ op: 'best' })).toEqual({
    params: best.params,
    value: (best.params.x - 1) ** 2,
    id: best.id,
  });
  child.stdin.write('{"op":"stop"}\n');
  expect(await ended).toEqual([0, null]);
}, 60_000);

test('a bad request is answered with a code, and the process goes on', async () => {
  const { send, child, ended } = serve();
  const codeOf = async (request: object | string) => (await send(request)).error?.code;
  expect(await codeOf('{"op":')).toBe('CLI_REQUEST_INVALID');
  expect(await codeOf('[1]')).toBe('CLI_REQUEST_INVALID');
  expect(await codeOf({ op: 'ask' })).toBe('CLI_REQUEST_INVALID');
  expect(await codeOf({ op: 'dance' })).toBe('CLI_REQUEST_INVALID');
  expect(await codeOf({ ...START, direction: 'up' })).toBe('CLI_REQUEST_INVALID');
  expect(await codeOf({ ...START, space: [{ name: 'x', type: 'real' }] })).toBe(
    'SPACE_JSON_INVALID',
  );
  expect(await codeOf({ ...START, space: [{ ...SPACE[0], low: 9 }] })).toBe('SPACE_INVALID');
  expect(await codeOf({ ...START, strategy: 'baies' })).toBe('CLI_PLUGIN_UNKNOWN');
  expect(await codeOf({ ...START, options: { noise: 'loud' } })).toBe('STRATEGY_OPTION_INVALID');
  expect(await codeOf({ ...START, budget: 0 })).toBe('CLI_REQUEST_INVALID');
  expect(await send({ ...START, budget: 2, init: 2, strategy: 'bayes' })).toMatchObject({
    ok: true,
  });
  expect(await codeOf(START)).toBe('CLI_REQUEST_INVALID');
  expect(await codeOf({ op: 'ask', count: 0 })).toBe('CLI_REQUEST_INVALID');
  expect(await codeOf({ op: 'tell', id: 1, value: 1 })).toBe('STUDY_TRIAL_UNKNOWN');
  expect((await send({ op: 'ask', count: 5 })).trials).toHaveLength(2);
  expect((await send({ op: 'ask' })).trials).toHaveLength(0);
  expect(await codeOf({ op: 'tell', id: 1, value: 'NaN' })).toBe('CLI_REQUEST_INVALID');
  expect(await send({ op: 'tell', id: 1, value: 1 })).toEqual({ ok: true });
  expect(await codeOf({ op: 'tell', id: 1, value: 2 })).toBe('STUDY_OUTCOME_CONFLICT');
  expect(await send({ op: 'best' })).toMatchObject({ id: 1, value: 1 });
  child.stdin.end();
  expect(await ended).toEqual([0, null]);
}, 60_000);

test('a stored study resumes after a kill with the trial that was not told', async () => {
  folder = mkdtempSync(join(tmpdir(), 'tune-serve-'));
  const start = { ...START, storage: join(folder, 'tune.db'), name: 'mine' };
  const first = serve();
  await first.send(start);
  const { trials } = await first.send({ op: 'ask' });
  await first.send({ op: 'tell', id: 1, value: 7 });
  const lost = (await first.send({ op: 'ask' })).trials!;
  first.child.kill('SIGKILL');
  await first.ended;
  const second = serve();
  await second.send(start);
  expect(await second.send({ op: 'best' })).toEqual({
    id: 1,
    value: 7,
    params: trials![0]!.params,
  });
  const again = (await second.send({ op: 'ask' })).trials!;
  expect(again.map(({ id, params }) => ({ id, params }))).toEqual(
    lost.map(({ id, params }) => ({ id, params })),
  );
  second.child.stdin.end();
  await second.ended;
}, 60_000);
