import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jobOf, startJob } from '@tune/testkit';
import { processPool } from './process-pool.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tune-edited-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const TEXT = 'export default { name: "edited", evaluate: () => 1 };';
const openOn = (text: string, maxTrialsPerProcess: number) => {
  const module = join(folder, 'edited.mjs');
  writeFileSync(module, text);
  const objective = { module, export: 'default', version: '1', options: {} };
  return { module, pool: processPool({ concurrency: 1, objective, maxTrialsPerProcess }) };
};

test.each([
  ['another text', TEXT.replace('1', '1000')],
  ['half of a text', TEXT.slice(0, 20)],
])('a process that would load %s evaluates nothing', async (_, edited) => {
  const { module, pool } = openOn(TEXT, 1);
  expect(await startJob(pool, jobOf(1, 'any')).outcome).toMatchObject({ values: [1] });
  writeFileSync(module, edited);
  const refused = startJob(pool, jobOf(2, 'any')).outcome;
  await expect(refused).rejects.toMatchObject({ code: 'OBJECTIVE_CHANGED' });
  writeFileSync(module, TEXT);
  await pool.close();
});

test('a process that runs goes on with the text that it has loaded', async () => {
  const { module, pool } = openOn(TEXT, 500);
  expect(await startJob(pool, jobOf(1, 'any')).outcome).toMatchObject({ values: [1] });
  writeFileSync(module, TEXT.replace('1', '1000'));
  expect(await startJob(pool, jobOf(2, 'any')).outcome).toMatchObject({ values: [1] });
  await pool.close();
});
