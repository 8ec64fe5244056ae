import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { processLease } from './process-lease.ts';

const isLinux = process.platform === 'linux';
const { holder: own, isGone } = processLease();
const space = own.split('|')[0]!;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const statOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8');
const stateOf = (pid: number): string => statOf(pid).split(') ')[1]![0]!;
const holderOf = (pid: number): string =>
  `${space}|${pid}|${statOf(pid).split(') ')[1]!.split(' ')[19]!}`;

async function start(command: string, ...args: string[]): Promise<number> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child.pid!;
}

const startIdle = () => start('sh', '-c', 'echo; read line');

/** Waits until the kernel shows a state, however long that takes. */
async function untilState(pid: number, state: string): Promise<void> {
  while (stateOf(pid) !== state) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('the lease is the terms and a check, with the time that is asked for', () => {
  expect(processLease({ ms: 5 })).toEqual({ holder: own, ms: 5, isGone: expect.any(Function) });
  expect(processLease().ms).toBe(60_000);
  expect(isGone!(own)).not.toBe(true);
});

test('a holder of another machine, or of none, is not known', () => {
  expect(isGone!('elsewhere:1:2|1|1')).toBeUndefined();
  expect(isGone!('')).toBeUndefined();
  expect(isGone!(`${hostname()}|${process.pid}|1`)).toBeUndefined();
});

test.runIf(isLinux)('two machines of one name do not know of each other', () => {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  expect(own).toContain(boot);
  const other = own.replace(boot, '00000000-0000-4000-8000-000000000000');
  expect(isGone!(other.replace(`|${process.pid}|`, '|999999|'))).toBeUndefined();
  expect(isGone!(other)).toBeUndefined();
});

test.runIf(isLinux)('a process that runs is not gone; one that ended is', async () => {
  const pid = await startIdle();
  const holder = holderOf(pid);
  expect(isGone!(holder)).toBe(false);
  const ended = once(children[0]!, 'exit');
  children[0]!.kill('SIGKILL');
  await ended;
  expect(isGone!(holder)).toBe(true);
});

test.runIf(isLinux)('a process id that was given to another process is gone', async () => {
  const pid = await startIdle();
  expect(isGone!(`${space}|${pid}|1`)).toBe(true);
  expect(isGone!(`${space}|${pid}|`)).toBeUndefined();
});

test.runIf(isLinux)('a stopped process is judged by its heartbeats', async () => {
  const pid = await startIdle();
  const holder = holderOf(pid);
  process.kill(pid, 'SIGSTOP');
  await untilState(pid, 'T');
  expect(isGone!(holder)).toBeUndefined();
  process.kill(pid, 'SIGCONT');
  await untilState(pid, 'S');
  expect(isGone!(holder)).toBe(false);
});

test.runIf(isLinux)('a zombie is gone', async () => {
  // The parent starts a child that ends, and does not wait for it.
  const program = 'sleep 0.01 & echo $!; exec sleep 600';
  const parent = spawn('sh', ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(parent);
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  await untilState(pid, 'Z');
  expect(isGone!(holderOf(pid))).toBe(true);
});

test.each([Number.NaN, 0, -1, 1e15])('a lease of %s ms is refused', (ms) => {
  expect(() => processLease({ ms })).toThrow(
    expect.objectContaining({
      code: 'STUDY_OPTION_INVALID',
      details: expect.objectContaining({ name: 'ms', value: ms }) as object,
    }) as Error,
  );
});
