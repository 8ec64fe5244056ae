import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { killTree, PROCESS_TAG } from '../pool/process-tag.ts';
import { ProcessTree } from './process-tree.ts';

const MIB = 2 ** 20;
const started = new Map<ChildProcess, string>();
afterEach(() => {
  for (const [{ pid }, tag] of started) killTree(pid, tag);
  started.clear();
});

/** A process of its own group and session; resolves when it has written something. */
async function start(code: string, tag: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', code], {
    env: { ...process.env, [PROCESS_TAG]: tag },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.set(child, tag);
  await once(child.stdout, 'data');
  return child;
}

const hold = (mib: number): string =>
  `globalThis.held = Buffer.alloc(${mib} * 2 ** 20, 1); process.stdout.write('up'); setInterval(() => {}, 1000);`;

test.runIf(process.platform === 'linux')(
  'the memory of a process is that of its descendants and of what they left behind',
  async () => {
    const tag = randomUUID();
    const inner = JSON.stringify(hold(200));
    // The process that holds the memory has a parent that has ended.
    const code = `
      const { spawn } = require('node:child_process');
      const grandchild = \`require('node:child_process').spawn(process.execPath, ['-e', \${JSON.stringify(${inner})}],
        { detached: true, stdio: 'inherit' }).unref()\`;
      spawn(process.execPath, ['-e', grandchild], { stdio: 'inherit' });
      setInterval(() => {}, 1000);`;
    const { pid } = await start(code, tag);
    const tree = new ProcessTree(pid, tag);
    for (let count = 0; count < 2; count++) {
      expect(tree.usedBytes() / MIB).toBeGreaterThan(230);
      expect(tree.usedBytes(100 * MIB) / MIB).toBeGreaterThan(200);
    }
    expect(new ProcessTree(pid, randomUUID()).usedBytes() / MIB).toBeLessThan(200);
  },
);

test.runIf(process.platform === 'linux')(
  'a process without children has started none',
  async () => {
    const { pid } = await start(hold(1), randomUUID());
    expect(new ProcessTree(pid).hasStarted).toBe(false);
  },
);

test.runIf(process.platform === 'linux')('pages that processes share count once', async () => {
  const { pid } = await start(
    `require('node:child_process').spawn('python3', ['-c', ${JSON.stringify(`
import os, time
held = bytearray(b'x') * (200 * 2 ** 20)
for _ in range(3):
    if os.fork() == 0: time.sleep(60)
print('up', flush=True)
time.sleep(60)`)}], { stdio: 'inherit' }); setInterval(() => {}, 1000);`,
    randomUUID(),
  );
  const tree = new ProcessTree(pid);
  expect(tree.hasStarted).toBe(true);
  expect(tree.usedBytes() / MIB).toBeGreaterThan(800);
  expect(tree.usedBytes(300 * MIB) / MIB).toBeLessThan(300);
});
