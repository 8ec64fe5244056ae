import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';

const script = new URL('../../scripts/one-at-a-time.mjs', import.meta.url).href;
const isLocked = ['linux', 'win32'].includes(process.platform);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tune-once-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A process that takes the name of this test and notes when it begins and ends its work. */
function start(id: string, work: string): { child: ChildProcess; ended: Promise<unknown> } {
  const code = `
    import { appendFileSync } from 'node:fs';
    import { spawn } from 'node:child_process';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { oneAtATime } from ${JSON.stringify(script)};
    const note = (what) => appendFileSync('notes', '${id} ' + what + '\\n');
    await oneAtATime(process.cwd(), async (descriptors) => {
      note('begin');
      ${work}
      note('end');
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: folder });
  return { child, ended: new Promise((resolve) => child.once('close', resolve)) };
}

const notes = () =>
  existsSync(join(folder, 'notes'))
    ? readFileSync(join(folder, 'notes'), 'utf8').trimEnd().split('\n')
    : [];

async function noted(line: string): Promise<void> {
  while (!notes().includes(line)) await sleep(20);
}

test.runIf(isLocked)('several starts install or build one after the other', async () => {
  const all = ['a', 'b', 'c'].map((id) => start(id, 'await sleep(100);'));
  await Promise.all(all.map(({ ended }) => ended));
  const lines = notes();
  expect(lines).toHaveLength(6);
  for (let at = 0; at < 6; at += 2) expect(lines[at + 1]).toBe(lines[at]!.replace('begin', 'end'));
});

test.runIf(isLocked)('a start that was killed does not block the next one', async () => {
  const first = start('a', 'await sleep(60_000);');
  await noted('a begin');
  first.child.kill('SIGKILL');
  await first.ended;
  await start('b', '').ended;
  expect(notes()).toEqual(['a begin', 'b begin', 'b end']);
});

test.runIf(process.platform === 'linux')(
  'what a killed start has started, such as npm, is waited for',
  async () => {
    const first = start(
      'a',
      `const child = spawn('sleep', ['2'], { stdio: ['ignore', 'ignore', 'ignore', ...descriptors], detached: true });
       note('started');
       await sleep(60_000);`,
    );
    await noted('a started');
    const killedAt = performance.now();
    first.child.kill('SIGKILL');
    await start('b', '').ended;
    expect(notes()).toContain('b end');
    expect(performance.now() - killedAt).toBeGreaterThan(1_500);
  },
);
