import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { readStudy, sqliteStorage } from '@tune/tune';
import { work } from './client.mjs';
import { buildService } from './service.mjs';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'service-')), 'service.db');

/** A service in a process of its own. */
async function startServer(file, port = 0) {
  const env = { ...process.env, FILE: file, TRIALS: '60', PORT: String(port), LEASE_MS: '2000' };
  const child = spawn(process.execPath, [new URL('./server.mjs', import.meta.url).pathname], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  return { child, url: /http:\S+/.exec(String(line))[0] };
}

async function storedTrials(file) {
  const storage = sqliteStorage(file);
  const { trials } = await readStudy(storage, 'service');
  await storage.close();
  return trials;
}

test('eight clients share a study whose service is killed in the middle', async () => {
  const file = newFile();
  const { child, url } = await startServer(file);
  /** Each trial that a client begins, in order. */
  const begun = [];
  const clients = Array.from({ length: 8 }, () =>
    work(url, { onTrial: ({ id }) => begun.push(id) }),
  );
  while (begun.length < 25) await wait(5);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const again = await startServer(file, new URL(url).port);
  const told = (await Promise.all(clients)).flat();
  again.child.kill('SIGTERM');
  assert.deepEqual(await once(again.child, 'exit'), [0, null]);

  const trials = await storedTrials(file);
  assert.equal(trials.length, 60);
  assert.ok(trials.every(({ state }) => state === 'complete'));
  assert.equal(new Set(told).size, told.length, 'an outcome was told twice');
  // An answer that the kill cut off may have left a trial with no client: it was handed out again, later.
  const twice = begun.filter((id, at) => begun.indexOf(id) < at);
  assert.ok(twice.length <= 8, `${twice.length} trials went to two clients`);
  assert.ok(Math.min(...trials.map(({ value }) => value)) < 0.1);
});

test('clients that ask at once get different trials', async () => {
  const app = await buildService({ file: newFile(), trials: 16 });
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => app.inject({ method: 'POST', url: '/trials' })),
  );
  const ids = answers.map((answer) => answer.json().id).filter((id) => id !== undefined);
  assert.equal(new Set(ids).size, 16);
  assert.equal(ids.length, 16);
  await app.close();
});

test('a trial whose client is silent goes to the next one, and the first can no longer tell it', async () => {
  const app = await buildService({ file: newFile(), trials: 1, leaseMs: 50 });
  const ask = async () => (await app.inject({ method: 'POST', url: '/trials' })).json();
  const tell = ({ id, lease }, outcome) =>
    app.inject({ method: 'PUT', url: `/trials/${id}/outcome`, payload: { lease, ...outcome } });
  const first = await ask();
  assert.deepEqual(await ask(), { over: false });
  await wait(60);
  const second = await ask();
  assert.equal(second.id, first.id);
  assert.notEqual(second.lease, first.lease);
  assert.equal((await tell(first, { value: 1 })).statusCode, 409);
  assert.equal((await tell(second, {})).statusCode, 400);
  assert.equal((await tell(second, { value: 2 })).json().best.value, 2);
  assert.deepEqual(await ask(), { over: true });
  await app.close();
});

test('a client that outlives a service keeps its trial', async () => {
  const file = newFile();
  const before = await buildService({ file, trials: 2 });
  const { id, lease } = (await before.inject({ method: 'POST', url: '/trials' })).json();
  await before.close();
  const after = await buildService({ file, trials: 2 });
  const other = (await after.inject({ method: 'POST', url: '/trials' })).json();
  assert.notEqual(other.id, id);
  const outcome = { method: 'PUT', url: `/trials/${id}/outcome`, payload: { lease, value: 3 } };
  assert.equal((await after.inject(outcome)).statusCode, 200);
  await after.close();
  assert.equal((await storedTrials(file))[id - 1].value, 3);
});
