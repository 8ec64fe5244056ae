import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { float, space } from '@tune/core';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { spaceWithRules } from './stored-space.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));
const said = vi.hoisted(() => vi.fn<(text: string) => void>());
vi.mock('../process/output.ts', async (load) => ({ ...(await load<object>()), log: said }));
afterEach(() => said.mockClear());

const plain = space({ x: float(0, 1), y: float(0, 1) });
const ordered = plain.constrain('x is below y', ({ x, y }) => x < y);
const core = JSON.stringify(import.meta.resolve('@tune/core'));
writeFileSync(
  join(folder, 'objective.mjs'),
  `import { float, space } from ${core};
   export default {
     name: 'ordered', direction: 'minimize', evaluate: ({ x }) => x,
     space: space({ x: float(0, 1), y: float(0, 1) }).constrain('x is below y', ({ x, y }) => x < y),
   };`,
);
const DEFINITION = { objective: './objective.mjs', folder };
const bad = { x: 0.9, y: 0.1 };

test('a space without constraints needs no objective', async () => {
  const found = await spaceWithRules(plain.toJSON(), undefined);
  expect(found.fingerprint).toBe(plain.fingerprint);
  expect(said).not.toHaveBeenCalled();
});

test('constraints come from the objective of the comparison, in its folder', async () => {
  const before = process.cwd();
  const found = await spaceWithRules(ordered.toJSON(), DEFINITION);
  expect(found.faults(bad)).toHaveLength(1);
  expect(found.faults({ x: 0.1, y: 0.9 })).toHaveLength(0);
  expect(said).not.toHaveBeenCalled();
  expect(process.cwd()).toBe(before);
});

test('the objective of an imported comparison is not run', async () => {
  const imported = { ...DEFINITION, imported: true };
  const found = await spaceWithRules(ordered.toJSON(), imported);
  expect(found.faults(bad)).toHaveLength(0);
  expect(said.mock.calls.join('')).toMatch(/it was imported, and its objective is not run/);
});

test.each([
  ['its study is not of a comparison', undefined, /does not say which objective/],
  ['its folder is gone', { ...DEFINITION, folder: join(folder, 'gone') }, /gone does not exist/],
  ['its file is gone', { ...DEFINITION, objective: './gone.mjs' }, /could not be loaded/],
  ['it has another space now', { objective: 'branin' }, /another space now/],
])('a point is checked apart from constraints if %s, and a line says so', async (_, json, line) => {
  const found = await spaceWithRules(ordered.toJSON(), json);
  expect(found.faults(bad)).toHaveLength(0);
  expect(found.faults({ x: 2, y: 0 })).toHaveLength(1);
  expect(said.mock.calls.join('')).toMatch(line);
  expect(said.mock.calls.join('')).toContain('x is below y cannot be checked');
});
