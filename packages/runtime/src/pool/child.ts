import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { quote, startTimer } from '@tune/core/plugin';
import { LineReader } from './line-reader.ts';
import {
  CHANNEL,
  MAX_MESSAGE_BYTES,
  MEMORY_NOTE,
  type ErrorMessage,
  type FromChild,
  type ToChild,
} from './messages.ts';
import { killTree, PROCESS_TAG } from './process-tag.ts';
import { readMessage } from './read-message.ts';
import { makeTempFolder, removeTempFolder } from '../temp-folders.ts';

/** How a process ended, in words, and the end of what it wrote. */
export interface ExitInfo {
  readonly reason: string;
  readonly outputTail?: string;
  /** It ended by itself or by a signal of someone else, and may do better another time. */
  readonly hasCrashed: boolean;
  /** The job whose code ended the process, if it said so. */
  readonly endedBy?: string;
  /** Why the objective could not be disposed of. */
  readonly disposeError?: ErrorMessage;
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

/** The environment variable with the folder for temporary files of a worker, which is removed after it. */
const FOLDER = 'TUNE_WORKER_FOLDER';

const ENTRY = fileURLToPath(new URL('../../bin/worker.js', import.meta.url));

/** How much of the output is kept for {@link ExitInfo}, in characters. */
const TAIL_LENGTH = 4096;

/** How long output is read after the end of a process: a process that it started may hold the pipes open. */
const DRAIN_MS = 500;

/** How long a process may live without its channel: one that ends closes it a moment before. */
const CLOSED_CHANNEL_MS = 1000;

/** The reason of a failed trial quotes so much of a message that is none. */
const QUOTED_LENGTH = 200;

/** All processes and their tags: one listener kills them when this process exits. */
const alive = new Map<ChildProcess, string>();
process.on('exit', () => {
  for (const [child, tag] of alive) {
    child.kill('SIGKILL');
    killTree(child.pid, tag);
  }
});

const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** One process of the pool: messages in both directions, and one exit. */
export class Child {
  /** Resolves when the process has ended and its output has been read. */
  readonly exited: Promise<ExitInfo>;
  readonly #process: ChildProcess;
  readonly #channel: Socket | undefined;
  readonly #memoryLimit: number;
  #activity: Activity | undefined;
  #exit: ExitInfo | undefined;
  #output = '';
  #memoryNote = '';
  #isKilled = false;
  #killedFor: string | undefined;
  #endedBy: string | undefined;
  #disposeError: ErrorMessage | undefined;

  constructor({ env, memoryLimitBytes, onOutput }: ChildOptions) {
    const tag = randomUUID();
    const folder = makeTempFolder('worker');
    const child = spawn(process.execPath, [ENTRY, JSON.stringify({ memoryLimitBytes })], {
      env: { ...env, [PROCESS_TAG]: tag, [FOLDER]: folder },
      // A process group of its own, so that Ctrl-C reaches the parent alone.
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
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
    const notes = child.stdio[MEMORY_NOTE] as Socket | null | undefined;
    notes?.setEncoding('latin1').on('data', (text: string) => {
      this.#memoryNote = (this.#memoryNote + text).slice(0, QUOTED_LENGTH);
    });
    this.#channel = (child.stdio[CHANNEL] as Socket | null | undefined) ?? undefined;
    this.#listen();
    // A pipe that breaks is the end of the process, which is told by its exit.
    for (const stream of child.stdio) stream?.on('error', () => undefined);
    this.exited = this.#awaitExit(tag);
    alive.set(child, tag);
    void this.exited.then((info) => {
      removeTempFolder(folder);
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
    if (this.#channel?.writable === true) this.#channel.write(`${JSON.stringify(message)}\n`);
  }

  /** @param reason  what its exit is put down to; default: SIGKILL */
  kill(reason?: string): void {
    if (!this.isGone) {
      this.#isKilled = true;
      this.#killedFor ??= reason;
    }
    this.#process.kill('SIGKILL');
  }

  /** Lets the process dispose of what it holds, and kills it if that takes too long. */
  async end(graceMs: number): Promise<ExitInfo> {
    this.send({ type: 'end' });
    const stop = startTimer(graceMs, () => this.kill());
    const info = await this.exited;
    stop();
    return info;
  }

  #listen(): void {
    const channel = this.#channel;
    if (channel === undefined) return;
    const lines = new LineReader(MAX_MESSAGE_BYTES);
    channel.on('data', (chunk: Buffer) => {
      for (const line of lines.read(chunk)) {
        // What a killed process has still said does not count.
        if (this.#isKilled) return;
        this.#receive(line);
      }
      // A child that never stops sending leaves time for signals and for other children.
      channel.pause();
      setImmediate(() => channel.resume());
    });
    channel.on('close', () => {
      const stop = startTimer(CLOSED_CHANNEL_MS, () =>
        this.kill('its process closed the channel to the process that started it'),
      );
      void this.exited.then(stop);
    });
  }

  #receive(line: string | undefined): void {
    if (line === undefined) {
      return this.kill(`its process sent a message of more than ${mib(MAX_MESSAGE_BYTES)}`);
    }
    const message = readMessage(line);
    if (message?.type === 'exiting') this.#endedBy = message.id;
    else if (message?.type === 'dispose-failed') this.#disposeError = message.error;
    else if (message !== undefined) this.#activity?.onMessage(message);
    // The state of a process that sends anything else is unknown.
    else this.kill(`its process sent a message that is not one of a worker: ${excerpt(line)}`);
  }

  async #awaitExit(tag: string): Promise<ExitInfo> {
    const child = this.#process;
    const failed = new Promise<Error>((resolve) => child.on('error', resolve));
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const drained = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const error = await Promise.race([failed, exited]);
    if (error !== undefined && child.pid === undefined) {
      return { reason: `no process could be started: ${error.message}`, hasCrashed: false };
    }
    await exited;
    // What it has started ends with it, in whichever way it ended.
    killTree(child.pid, tag);
    await Promise.race([drained, wait(DRAIN_MS)]);
    return this.#exitInfo();
  }

  #exitInfo(): ExitInfo {
    // The cut may have halved a character.
    const outputTail = this.#output.replace(/^[\uDC00-\uDFFF]/, '').trim();
    return {
      ...this.#exitReason(),
      ...(outputTail === '' ? {} : { outputTail }),
      ...(this.#endedBy === undefined ? {} : { endedBy: this.#endedBy }),
      ...(this.#disposeError === undefined ? {} : { disposeError: this.#disposeError }),
    };
  }

  #exitReason(): Pick<ExitInfo, 'reason' | 'hasCrashed'> {
    const { exitCode, signalCode } = this.#process;
    if (this.#killedFor !== undefined) return { reason: this.#killedFor, hasCrashed: false };
    const memoryBytes = /^\d+$/.test(this.#memoryNote) ? Number(this.#memoryNote) : 0;
    if (memoryBytes > this.#memoryLimit) {
      const limit = `more than the ${mib(this.#memoryLimit)} it may use`;
      return { reason: `it used ${mib(memoryBytes)} of memory, ${limit}`, hasCrashed: false };
    }
    const hasCrashed = !this.#isKilled;
    if (signalCode === 'SIGKILL') {
      const reason = 'its process was killed by SIGKILL, as the system does when memory runs out';
      return { reason, hasCrashed };
    }
    if (signalCode !== null)
      return { reason: `its process was ended by ${signalCode}`, hasCrashed };
    return { reason: `its process ended with exit code ${exitCode}`, hasCrashed };
  }
}

/** The beginning of a line, if it can be shown as it is; otherwise as JSON shows a text. */
function excerpt(line: string): string {
  const start = line.slice(0, QUOTED_LENGTH);
  const shown = /^[\x20-\x7e]*$/.test(start) ? start : quote(start);
  return line.length > QUOTED_LENGTH ? `${shown}... (${line.length} characters)` : shown;
}
