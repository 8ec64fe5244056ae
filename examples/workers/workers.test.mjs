import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { spaceFromJSON } from '@tune/tune';
import { logLines } from './log-lines.mjs';
import { compress } from './pool.mjs';

const data = logLines(4e5, 1);
const knobs = { workers: 2, level: 6, chunkBytes: 65_536, memory: 8 };

test('equal seeds give equal data, and other seeds other data', () => {
  assert.ok(logLines(1e4, 7).equals(logLines(1e4, 7)));
  assert.ok(!logLines(1e4, 7).equals(logLines(1e4, 8)));
});

test('the number of workers changes nothing but the time', async () => {
  const { bytes } = await compress(data, knobs);
  assert.ok(bytes < data.length / 3);
  assert.equal((await compress(data, { ...knobs, workers: 5 })).bytes, bytes);
});

test('each knob matters: a low level, small chunks and little memory leave more bytes', async () => {
  const { bytes } = await compress(data, knobs);
  for (const worse of [{ level: 1 }, { chunkBytes: 4096 }, { memory: 1 }]) {
    assert.ok((await compress(data, { ...knobs, ...worse })).bytes > bytes, JSON.stringify(worse));
  }
});

test('the program takes every parameter of its space and prints one number last', () => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const space = spaceFromJSON(JSON.parse(readFileSync(`${folder}space.json`, 'utf8')));
  const point = space.decode(space.columns.map(() => 0.5));
  const flags = Object.entries(point).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const output = execFileSync(process.execPath, [`${folder}send.mjs`, ...flags], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  assert.match(output.trim().split('\n').at(-1), /^\d+\.\d+$/);
});
