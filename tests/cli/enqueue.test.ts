import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

const OBJECTIVE = 'tests/fixtures/constrained.mjs';
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tune-enqueue-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const tune = (...args: string[]) => runTune([...args, '--storage', join(folder, 'tune.db')]);
const nameIn = async () => eventsOf(await tune('ls', '--json'))[0]!['name'] as string;
const search = (objective: string) =>
  tune('run', '--objective', objective, '--strategy', 'random', '--trials', '2', '--json');

test('a point is checked against the constraints of the objective and runs next', async () => {
  expect((await search(OBJECTIVE)).code).toBe(0);
  const name = await nameIn();
  const refused = await tune('enqueue', name, '{"x":0.9,"y":0.1}');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('x is below y');
  const queued = await tune('enqueue', name, '{"x":0.1,"y":0.9}', '--json');
  expect(eventsOf(queued)).toMatchObject([{ type: 'enqueued', number: 3 }]);
  expect(queued.stderr).toBe('');
  const more = eventsOf(await tune('resume', name, '--json'));
  expect(more.find(({ type }) => type === 'trial')).toMatchObject({
    ...{ number: 3, point: { x: 0.1, y: 0.9 }, state: 'complete' },
  });
}, 60_000);

test('without its objective a point is checked apart from the constraints, and a line says so', async () => {
  const objective = fileURLToPath(new URL('../../packages/cli/objective.mjs', import.meta.url));
  copyFileSync(new URL('../fixtures/constrained.mjs', import.meta.url), objective);
  try {
    await search(objective);
  } finally {
    rmSync(objective);
  }
  const name = await nameIn();
  const queued = await tune('enqueue', name, '{"x":0.9,"y":0.1}');
  expect(queued.code).toBe(0);
  expect(queued.stderr).toMatch(/^x is below y cannot be checked: .*could not be loaded/);
  const refused = await tune('enqueue', name, '{"x":0.9,"y":7}');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('y: expected') });
}, 60_000);
