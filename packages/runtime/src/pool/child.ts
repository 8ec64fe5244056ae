import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { killMarked, MARK } from './marked.ts';
import type { FromChild, ToChild, WorkerOptions } from './messages.ts';

/** How a child came to its end, in words, and its last ones. */
export interface Death {
  readonly reason: string;
  readonly lastWords?: string;
}

export interface ChildOptions extends WorkerOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly onMessage: (message: FromChild) => void;
  /** What the objective writes to stdout and stderr. */
  readonly onOutput: (text: string) => void;
  /** Once, whoever ended it. */
  readonly onDeath: (death: Death) => void;
}

const ENTRY = fileURLToPath(new URL('../../bin/worker.js', import.meta.url));

/** How much of what a child wrote is kept, for the case that these were its last words. */
const TAIL = 4096;

/** After the end of a process its pipes are read to their end, unless a grandchild holds them open. */
const DRAIN_MS = 500;

/** What is killed with this process: one listener, however many there are. */
const alive = new Map<ChildProcess, string>();
process.on('exit', () => {
  for (const [child, mark] of alive) {
    child.kill('SIGKILL');
    killMarked(mark);
  }
});

const mib = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** One process of the pool: messages in, messages out, and a death that is told exactly once. */
export class Child {
  readonly #process: ChildProcess;
  readonly #closed: Promise<void>;
  readonly #limit: number;
  #tail = '';
  #note = '';

  constructor({ env, memoryLimitBytes, onMessage, onOutput, onDeath }: ChildOptions) {
    const mark = randomUUID();
    const child = fork(ENTRY, [JSON.stringify({ memoryLimitBytes })], {
      env: { ...env, [MARK]: mark },
      // NaN is a value that an objective may report; JSON has none.
      serialization: 'advanced',
      // A group of its own: Ctrl-C is meant for the one who decides what becomes of the trials.
      detached: true,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    });
    this.#process = child;
    this.#limit = memoryLimitBytes ?? Infinity;
    const hear = (data: Buffer): void => {
      const text = data.toString();
      this.#tail = (this.#tail + text).slice(-TAIL);
      onOutput(text);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.stdio[4]?.on('data', (data: Buffer) => (this.#note += data.toString()));
    child.on('message', (message) => onMessage(message as FromChild));
    // A process that could not be started, or a message to one that has just ended: `exit` follows,
    // or there never was one.
    const failed = new Promise<Error>((resolve) => child.on('error', resolve));
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const drained = new Promise<void>((resolve) => child.once('close', () => resolve()));
    this.#closed = (async () => {
      const error = await Promise.race([failed, exited]);
      if (error !== undefined && child.pid === undefined) {
        onDeath({ reason: `no process could be started: ${error.message}` });
        return;
      }
      await exited;
      // One that was killed could not end what it had started.
      if (child.exitCode !== 0) killMarked(mark);
      await Promise.race([drained, wait(DRAIN_MS)]);
      onDeath(this.#death());
    })();
    alive.set(child, mark);
    void this.#closed.then(() => alive.delete(child));
  }

  /** Whether it has ended, told or not yet told. */
  get isGone(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  send(message: ToChild): void {
    // Where it cannot be delivered the process is ending, and its death will be told.
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Lets it dispose what it has, and kills it where that takes too long. */
  async end(graceMs: number): Promise<void> {
    this.send({ type: 'end' });
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.#closed;
    clearTimeout(timer);
  }

  #death(): Death {
    const { exitCode, signalCode } = this.#process;
    const lastWords = this.#tail.trim();
    const words = lastWords === '' ? {} : { lastWords };
    if (this.#note !== '') {
      const { memoryBytes } = JSON.parse(this.#note) as { memoryBytes: number };
      const reason = `it had ${mib(memoryBytes)} of memory, more than the ${mib(this.#limit)} it may`;
      return { reason, ...words };
    }
    if (signalCode === 'SIGKILL') {
      const reason = 'its process was killed by SIGKILL, as the system does when memory runs out';
      return { reason, ...words };
    }
    if (signalCode !== null) return { reason: `its process was ended by ${signalCode}`, ...words };
    return { reason: `its process ended with exit code ${exitCode}`, ...words };
  }
}
