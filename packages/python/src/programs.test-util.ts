import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { programStrategy, type ProgramStrategyOptions } from './program-strategy.ts';

const PROGRAM = fileURLToPath(new URL('../fixtures/program.mjs', import.meta.url));

/** A request that a program was sent, and the process that read it. */
export interface Request {
  readonly pid: number;
  readonly op: string;
  readonly [key: string]: unknown;
}

/** The program of the fixtures as a strategy, and what the processes of its studies were sent. */
export async function testStrategy(
  misdeed = '',
  more: Partial<ProgramStrategyOptions> = {},
): Promise<{
  strategy: Awaited<ReturnType<typeof programStrategy>>;
  requests: () => Request[];
}> {
  const folder = mkdtempSync(join(tmpdir(), 'tune-program-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, 'log');
  const command = [process.execPath, PROGRAM, log, misdeed];
  const strategy = await programStrategy({ name: 'walk', command, ...more });
  const requests = (): Request[] => {
    const all = (existsSync(log) ? readFileSync(log, 'utf8') : '')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const at = line.indexOf(' ');
        return { pid: Number(line.slice(0, at)), ...JSON.parse(line.slice(at + 1)) } as Request;
      });
    const asked = new Set(all.filter(({ op }) => op === 'describe').map(({ pid }) => pid));
    return all.filter(({ pid }) => !asked.has(pid));
  };
  return { strategy, requests };
}

/** Resolves when a process has ended. */
export async function ended(pid: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await wait(20);
  }
  expect.fail(`process ${pid} still runs`);
}
