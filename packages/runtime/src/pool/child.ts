import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { quote, startTimer } from '@tune/core/plugin';
import type { FromChild, ToChild } from './messages.ts';
import { killTagged, PROCESS_TAG } from './process-tag.ts';
import { readMessage } from './read-message.ts';

/** How a process ended, in words, and the end of what it wrote. */
export interface ExitInfo {
  readonly reason: string;
  readonly outputTail?: string;
}

/** What a process is doing: a set-up or an evaluation. */
export interface Activity {
  onMessage(message: FromChild): void;
  /** The process ended before the activity did. */
  onExit(info: ExitInfo): void;
}

export interface ChildOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly memoryLimitBytes?: number | undefined;
  /** Called with what the objective writes to stdout and stderr. */
  readonly onOutput: (text: string) => void;
}

const ENTRY = fileURLToPath(new URL('../../bin/worker.js', import.meta.url));

/** How much of the output is kept for {@link ExitInfo}, in characters. */
const TAIL_LENGTH = 4096;

/** How long output is read after the end of a process: a process that it started may hold the pipes open. */
const DRAIN_MS = 500;

/** All processes and their tags: one listener kills them when this process exits. */
const alive = new Map<ChildProcess, string>();
process.on('exit', () => {
  for (const [child, tag] of alive) {
    child.kill('SIGKILL');
    killTagged(tag);
  }
});

const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** One process of the pool: messages in both directions, and one exit. */
export class Child {
  /** Resolves when the process has ended and its output has been read. */
  readonly exited: Promise<ExitInfo>;
  readonly #process: ChildProcess;
  readonly #memoryLimit: number;
  #activity: Activity | undefined;
  #exit: ExitInfo | undefined;
  #output = '';
  #memoryNote = '';
  #killedFor: string | undefined;

  constructor({ env, memoryLimitBytes, onOutput }: ChildOptions) {
    const tag = randomUUID();
    const child = fork(ENTRY, [JSON.stringify({ memoryLimitBytes })], {
      env: { ...env, [PROCESS_TAG]: tag },
      // An objective may report NaN, which JSON does not have.
      serialization: 'advanced',
      // A process group of its own, so that Ctrl-C reaches the parent alone.
      detached: true,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    });
    this.#process = child;
    this.#memoryLimit = memoryLimitBytes ?? Infinity;
    const collect = (text: string): void => {
      this.#output = (this.#output + text).slice(-TAIL_LENGTH);
      onOutput(text);
    };
    // The encoding of a stream joins characters that are cut at the border of two chunks.
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    const notes = child.stdio[4] as NodeJS.ReadableStream | null | undefined;
    notes?.setEncoding('utf8').on('data', (text: string) => (this.#memoryNote += text));
    child.on('message', (message) => this.#receive(message));
    this.exited = this.#awaitExit(tag);
    alive.set(child, tag);
    void this.exited.then((info) => {
      alive.delete(child);
      this.#exit = info;
      this.#activity?.onExit(info);
    });
  }

  /** Whether the process has ended; its output may still be read. */
  get isGone(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Messages and the exit go to this activity from now on. */
  begin(activity: Activity): void {
    this.#activity = activity;
    const exit = this.#exit;
    if (exit !== undefined) queueMicrotask(() => activity.onExit(exit));
  }

  /** The activity is over: the exit of the process does not concern it. */
  finish(activity: Activity): void {
    if (this.#activity === activity) this.#activity = undefined;
  }

  send(message: ToChild): void {
    // A message that cannot be delivered is lost with the process; its exit follows.
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  /** @param reason  what its exit is put down to; default: SIGKILL */
  kill(reason?: string): void {
    if (!this.isGone) this.#killedFor ??= reason;
    this.#process.kill('SIGKILL');
  }

  /** Lets the process dispose of what it holds, and kills it if that takes too long. */
  async end(graceMs: number): Promise<void> {
    this.send({ type: 'end' });
    const stop = startTimer(graceMs, () => this.kill());
    await this.exited;
    stop();
  }

  #receive(received: unknown): void {
    if (this.#killedFor !== undefined) return;
    const message = readMessage(received);
    if (message !== undefined) return this.#activity?.onMessage(message);
    // The state of a process that sends anything else is unknown.
    this.kill(`its process sent a message that is not one of a worker: ${quote(received)}`);
  }

  async #awaitExit(tag: string): Promise<ExitInfo> {
    const child = this.#process;
    const failed = new Promise<Error>((resolve) => child.on('error', resolve));
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const drained = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const error = await Promise.race([failed, exited]);
    if (error !== undefined && child.pid === undefined) {
      return { reason: `no process could be started: ${error.message}` };
    }
    await exited;
    // A process that was killed could not end the processes that it had started.
    if (child.exitCode !== 0) killTagged(tag);
    await Promise.race([drained, wait(DRAIN_MS)]);
    return this.#exitInfo();
  }

  #exitInfo(): ExitInfo {
    // The cut may have halved a character.
    const outputTail = this.#output.replace(/^[\uDC00-\uDFFF]/, '').trim();
    return { reason: this.#exitReason(), ...(outputTail === '' ? {} : { outputTail }) };
  }

  #exitReason(): string {
    const { exitCode, signalCode } = this.#process;
    if (this.#killedFor !== undefined) return this.#killedFor;
    const memoryBytes = Number(this.#memoryNote);
    if (memoryBytes > 0) {
      return `it used ${mib(memoryBytes)} of memory, more than the ${mib(this.#memoryLimit)} it may use`;
    }
    if (signalCode === 'SIGKILL') {
      return 'its process was killed by SIGKILL, as the system does when memory runs out';
    }
    if (signalCode !== null) return `its process was ended by ${signalCode}`;
    return `its process ended with exit code ${exitCode}`;
  }
}
