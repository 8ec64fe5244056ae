import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/guide/other-languages.md'), 'utf8');
const [, client = ''] = /```python\n(.*?)```/s.exec(page) ?? [];

test('the Python client of the guide has ten lines, runs as it stands, and finds the minimum', async () => {
  expect(client.trim().split('\n').length).toBeLessThanOrEqual(11);
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const { stdout } = await promisify(execFile)('python3', ['-c', client], {
    env: { ...process.env, PATH: path },
  });
  const best = JSON.parse(stdout) as { value: number; params: { x: number }; id: number };
  expect(best.value).toBeLessThan(0.01);
  expect(best.params.x).toBeCloseTo(1, 0);
}, 60_000);
