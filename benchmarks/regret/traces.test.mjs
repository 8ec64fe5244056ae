import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alreadyThere } from './runs.mjs';
import { addTrace, allTraces, readTraces } from './traces.mjs';

let folder;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'traces-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const trace = (seed, version, hash = 'now') => ({
  problem: 'branin',
  strategy: 'bayes?noise=infer',
  hash,
  version,
  seed,
});
const there = () => readTraces(folder, 'branin', 'bayes?noise=infer');

test('a run replaces the run of its own seed, and no other', () => {
  for (const seed of [1, 2, 3]) addTrace(folder, trace(seed, 'old'));
  addTrace(folder, trace(4, 'new'));
  addTrace(folder, trace(2, 'new'));
  expect(there()).toEqual([trace(1, 'old'), trace(3, 'old'), trace(4, 'new'), trace(2, 'new')]);
  expect(allTraces(folder)).toEqual(there());
});

test('a run of another version counts, unless fresh runs are wanted or the version is the same', () => {
  const traces = [trace(1, 'old'), trace(2, 'old'), trace(3, 'new'), trace(4, 'new', 'before')];
  const key = { hash: 'now', same: new Set(['new']) };
  expect(alreadyThere(traces, key, false)).toEqual({
    there: new Set([1, 2, 3]),
    others: new Map([['old', 2]]),
  });
  expect(alreadyThere(traces, key, true)).toEqual({ there: new Set([3]), others: new Map() });
  const both = { hash: 'now', same: new Set(['new', 'old']) };
  for (const fresh of [false, true]) {
    expect(alreadyThere(traces, both, fresh)).toEqual({
      there: new Set([1, 2, 3]),
      others: new Map(),
    });
  }
});
