import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Outcome } from '@tune/core';
import { evaluateJob } from '@tune/core/plugin';
import { command } from './command.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-evaluate-test-'));
  writeFileSync(join(folder, 'text'), 'print(1)\n');
  writeFileSync(join(folder, 'script'), '#!/no/py\nprint(1)\n');
  chmodSync(join(folder, 'script'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PARENT = { name: 'optimizer', type: 'categorical', choices: ['adam', 'sgd'] };
const WHEN = { when: { parent: 'optimizer', values: ['sgd'] } };
const CONDITIONAL = [
  PARENT,
  { ...{ name: 'momentum', type: 'float', low: 0, high: 1 }, ...WHEN },
  { ...{ name: 'seed', type: 'int', low: 0, high: 9 }, ...WHEN },
];

async function run(
  words: string | readonly string[],
  { space = [PARENT] as object[], point = { optimizer: 'adam' } as object, cwd = folder } = {},
): Promise<Outcome> {
  const objective = command({ command: words, space: space as never, folder: cwd });
  const { signal } = new AbortController();
  return evaluateJob(objective, { point: point as never, seed: 1 }, { signal, report() {} });
}

const reasonOf = (outcome: Outcome): string =>
  outcome.state === 'complete' ? String(outcome.values) : outcome.reason;

test.each([
  ['nosuchprogram', 'there is no program nosuchprogram in PATH.'],
  ['text', 'there is no program text in PATH; for the file in the working folder write ./text.'],
  ['./no/such/file', 'there is no file ./no/such/file.'],
  [
    './text',
    'the file ./text may not be run: make it executable (chmod +x), or put its interpreter before it, such as python3 ./text.',
  ],
  ['/', '/ is a folder, not a program.'],
  ['./script', './script names an interpreter in its first line that does not exist: /no/py.'],
])('%s cannot be started, and the reason says why', async (program, reason) => {
  const name = program.split('/').at(-1) || 'program';
  expect(await run(program)).toMatchObject({
    ...{ state: 'failed', endsSearch: true },
    reason: `The objective "${name}" cannot be evaluated: ${reason}`,
  });
});

test('a working folder that is gone, and values that are too long, end the search too', async () => {
  expect(await run('true', { cwd: join(folder, 'gone') })).toMatchObject({
    endsSearch: true,
    reason: expect.stringContaining(`its working folder ${folder}/gone does not exist.`),
  });
  const choice = 'x'.repeat(99_000);
  const space = [{ ...PARENT, choices: [choice] }];
  const words = ['true', '{optimizer}{optimizer}'];
  expect(await run(words, { space, point: { optimizer: choice } })).toMatchObject({
    endsSearch: true,
    reason: expect.stringContaining('longer than the system lets a program have'),
  });
});

test('an inactive parameter is empty text, also where tune has a value of that name', async () => {
  const words = ['printf', '{"value":%s}', '1{momentum}{seed}'];
  const point = { optimizer: 'adam' };
  expect(reasonOf(await run(words, { space: CONDITIONAL, point }))).toBe('1');
  const active = { optimizer: 'sgd', momentum: 0.5, seed: 7 };
  expect(reasonOf(await run(words, { space: CONDITIONAL, point: active }))).toBe('10.57');
});

test('stdin is empty', async () => {
  expect(reasonOf(await run(['sh', '-c', 'cat | wc -c']))).toBe('0');
});

test.each([
  ['echo 1; echo worse >&2; exit 3', 'sh ended with exit code 3: worse'],
  ['kill -SEGV $$', 'sh was ended by SIGSEGV'],
  ['kill -KILL $$', 'sh was killed by SIGKILL, as the system does when memory runs out'],
  [
    'sh -c "kill -9 \\$\\$" 2> /dev/null; exit $?',
    'sh ended with exit code 137, as a shell does after SIGKILL',
  ],
  [
    'nosuch 2> /dev/null',
    'sh ended with exit code 127, as a shell does if a command was not found',
  ],
  [
    ': > x; ./x 2> /dev/null',
    'sh ended with exit code 126, as a shell does if a command may not be run',
  ],
])('the end of `%s` is told', async (script, reason) => {
  const outcome = await run(['sh', '-c', script]);
  expect(reasonOf(outcome)).toBe(reason);
  expect(outcome).not.toHaveProperty('stack');
});

test('of a long stderr the end is in the reason', async () => {
  const script = 'i=0; while [ $i -lt 3000 ]; do echo "line $i ü" >&2; i=$((i+1)); done; exit 1';
  const reason = reasonOf(await run(['sh', '-c', script]));
  expect(reason).toMatch(/^sh ended with exit code 1: line 2999 ü\n/);
  expect(reason).not.toContain('\ufffd');
  expect(reason.length).toBeLessThan(4300);
});

test('what a process writes shortly after the end of its program counts', async () => {
  const script = '(sleep 0.2; echo 2) & echo 1';
  expect(reasonOf(await run(['sh', '-c', script]))).toBe('2');
});
