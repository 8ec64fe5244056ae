import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/guide/other-languages.md'), 'utf8');
const [, client = ''] = /```python\n(.*?)```/s.exec(page) ?? [];

/** Runs a client with the command of this tree. */
async function run(script: string): Promise<string> {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const { stdout } = await promisify(execFile)('python3', ['-c', script], {
    env: { ...process.env, PATH: path },
  });
  return stdout;
}

test('the Python client of the guide has some twenty lines, runs as it stands, and finds the minimum', async () => {
  const lines = client.split('\n').filter((line) => line.trim() !== '');
  expect(lines.length).toBeLessThanOrEqual(21);
  const best = JSON.parse(await run(client)) as {
    value: number;
    params: { x: number };
    id: number;
  };
  expect(best.value).toBeLessThan(0.01);
  expect(best.params.x).toBeCloseTo(1, 0);
}, 60_000);

test('it prunes, and the result that it adds is a trial', async () => {
  const stdout = await run(`${client}\nprint(json.dumps(request(op="status")))`);
  const status = JSON.parse(stdout.trim().split('\n').at(-1)!) as {
    trials: { complete: number; pruned: number };
    remaining: number;
  };
  expect(status.trials.complete + status.trials.pruned).toBe(40);
  expect(status.trials.pruned).toBeGreaterThan(0);
  expect(status).toMatchObject({ remaining: 0, over: true });
}, 60_000);

test('the guide names every key of every request', async () => {
  const listed = await run(
    [
      'import json, subprocess',
      'tune = subprocess.run(["tune", "serve", "--stdio"], capture_output=True, text=True, input="\\n".join(',
      '    ["{\\"op\\":\\"start\\",\\"nonsense\\":1}", "{\\"op\\":\\"nonsense\\"}"]))',
      'print(tune.stdout)',
    ].join('\n'),
  );
  const [keys, operations] = listed
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { error: { message: string } }).error.message);
  for (const key of /Its keys: (.*)\.$/.exec(keys!)![1]!.split(', ')) {
    expect(page).toMatch(new RegExp(`[\`"]${key}[\`"]`));
  }
  for (const op of /one of (.*) for op/.exec(operations!)![1]!.split(', ')) {
    expect(page).toContain(`{"op":"${op}"`);
  }
}, 60_000);
