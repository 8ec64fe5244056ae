import { spawn, type ChildProcess } from 'node:child_process';
import type { Json } from '@tune/core';
import { quote, startTimer } from '@tune/core/plugin';
import { AnswerLines, MAX_LINE_BYTES } from './answer-lines.ts';
import { pythonError } from './errors.ts';

/** How a program is started. */
export interface ProgramCommand {
  /** Program and arguments; no shell is involved. */
  readonly command: readonly string[];
  /** Its environment; default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

export interface ProcessOptions extends ProgramCommand {
  /** What messages call the strategy. */
  readonly strategy: string;
  /** How long it may take to answer. */
  readonly timeoutMs: number;
}

/** An answer: an object, whose fields are still to be checked. */
export type Answer = Readonly<Record<string, Json>>;

/** How much of stderr is kept for messages, in characters. */
const TAIL_LENGTH = 2000;

/** How much of an answer that is none is quoted, in characters. */
const QUOTED_LENGTH = 200;

/** From the request to stop until SIGKILL. */
const GRACE_MS = 1000;

/** How long output is read after the end of a program: a process that it started may hold its pipes. */
const DRAIN_MS = 500;

/** A program that is asked something. */
interface Question {
  readonly op: string;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** They do not outlive this process, whatever they are doing. A killed one leaves them an end of stdin. */
const alive = new Set<ChildProcess>();
const killAll = (): void => alive.forEach(kill);

function kill(child: ChildProcess): void {
  try {
    // It leads a group of its own, so that what it has started ends with it.
    if (child.pid !== undefined && process.platform !== 'win32')
      process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has just ended.
  }
}

/**
 * A program that answers each line of JSON on stdin with one on stdout. While it is not asked, it does not
 * keep this process alive.
 */
export class ProgramProcess {
  readonly #options: ProcessOptions;
  readonly #child: ChildProcess;
  #question: Question | undefined;
  #tail = '';
  #isAborted = false;
  /** What is wrong with it for good. */
  #fault: ((op: string) => unknown) | undefined;

  constructor(options: ProcessOptions) {
    this.#options = options;
    const [file = '', ...args] = options.command;
    this.#child = spawn(file, args, {
      env: options.env ?? process.env,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      // A group of its own: Ctrl-C in a terminal reaches the parent alone, which ends it.
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    if (alive.size === 0) process.on('exit', killAll);
    alive.add(this.#child);
    this.#listen();
    this.#rest();
  }

  /** Whether it can be asked; not, if what it was asked last was aborted. @throws what ended it since */
  get isUsable(): boolean {
    if (this.#fault === undefined) return true;
    if (!this.#isAborted) throw this.#fault('suggest');
    return false;
  }

  /**
   * Its answer to a request. An abort and a time-out end it: what it is doing would be its next answer.
   * @throws STRATEGY_PROGRAM_NOT_STARTED, STRATEGY_PROGRAM_ENDED, STRATEGY_PROGRAM_TIMED_OUT
   * @throws STRATEGY_PROGRAM_ANSWER_INVALID  no JSON object, or too long a line
   * @throws STRATEGY_PROGRAM_FAILED  an object with `error`
   */
  async ask(op: string, fields: object = {}, signal?: AbortSignal): Promise<Answer> {
    if (this.#fault !== undefined) throw this.#fault(op);
    signal?.throwIfAborted();
    const { timeoutMs, strategy } = this.#options;
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#question = { op, resolve, reject };
    });
    const abort = (): void => {
      this.#isAborted = true;
      this.#end(() => signal?.reason);
    };
    const stop = startTimer(timeoutMs, () =>
      this.#end((asked) =>
        pythonError('STRATEGY_PROGRAM_TIMED_OUT', {
          ...{ strategy, op: asked, seconds: timeoutMs / 1000, output: this.#output },
        }),
      ),
    );
    signal?.addEventListener('abort', abort);
    this.#wake();
    this.#child.stdin?.write(`${JSON.stringify({ op, ...fields })}\n`);
    try {
      const given = await answer;
      if (given['error'] === undefined) return given;
      const reason = reasonOf(given['error']);
      throw pythonError('STRATEGY_PROGRAM_FAILED', {
        ...{ strategy, op, reason, error: given['error'], output: this.#output },
      });
    } finally {
      this.#question = undefined;
      stop();
      signal?.removeEventListener('abort', abort);
      this.#rest();
    }
  }

  /** An answer that does not have what it should. */
  invalid(op: string, expected: string, came: unknown): Error {
    const { strategy } = this.#options;
    const shown = typeof came === 'string' ? came : quote(came);
    return pythonError('STRATEGY_PROGRAM_ANSWER_INVALID', {
      ...{ strategy, op, expected, came: excerpt(shown), output: this.#output },
    });
  }

  /** Asks it to stop, and kills it if it does not. */
  stop(): void {
    this.#fault ??= (op) =>
      pythonError('STRATEGY_PROGRAM_ENDED', {
        ...{ strategy: this.#options.strategy, op, how: 'was stopped' },
      });
    this.#child.stdin?.end('{"op":"stop"}\n');
    const child = this.#child;
    const timer = setTimeout(() => kill(child), GRACE_MS);
    timer.unref();
    child.once('exit', () => clearTimeout(timer));
  }

  get #output(): string {
    // The cut may have halved a character.
    return this.#tail.replace(/^[\uDC00-\uDFFF]/, '').trim();
  }

  #listen(): void {
    const child = this.#child;
    const lines = new AnswerLines();
    child.stdout?.on('data', (chunk: Buffer) => {
      for (const line of lines.push(chunk)) this.#receive(line);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#tail = (this.#tail + text).slice(-TAIL_LENGTH);
    });
    // A pipe that breaks is most often the end of the program, which is told by its exit.
    for (const stream of child.stdio) stream?.on('error', () => undefined);
    child.stdout?.once('end', () => this.#hangUp('closed its stdout'));
    child.stdin?.once('error', () => this.#hangUp('closed its stdin'));
    let how = '';
    const gone = (): void => {
      alive.delete(child);
      if (alive.size === 0) process.off('exit', killAll);
      this.#fail((op) =>
        pythonError('STRATEGY_PROGRAM_ENDED', {
          ...{ strategy: this.#options.strategy, op, how, output: this.#output },
        }),
      );
    };
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      alive.delete(child);
      const { strategy, command } = this.#options;
      const reason = startFault(error);
      this.#fail(() =>
        pythonError('STRATEGY_PROGRAM_NOT_STARTED', {
          ...{ strategy, command: command.join(' '), reason },
        }),
      );
    });
    child.once('exit', (code, exitSignal) => {
      how = exitSignal === null ? `ended with exit code ${code}` : `was ended by ${exitSignal}`;
      // What it has started goes with it.
      kill(child);
      const timer = setTimeout(gone, DRAIN_MS);
      child.once('close', () => {
        clearTimeout(timer);
        gone();
      });
    });
  }

  /** It cannot be heard or told any more; if it has not just ended, it would be waited for in vain. */
  #hangUp(how: string): void {
    const child = this.#child;
    const timer = setTimeout(() => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      this.#end((op) =>
        pythonError('STRATEGY_PROGRAM_ENDED', {
          ...{ strategy: this.#options.strategy, op, how, output: this.#output },
        }),
      );
    }, DRAIN_MS);
    // If it is asked something, its process is waited for.
    timer.unref();
  }

  #receive(line: string | undefined): void {
    // What it says after a fault does not count.
    if (this.#fault !== undefined) return;
    const question = this.#question;
    if (line === undefined) {
      return this.#end((op) =>
        this.invalid(op, `a line of at most ${MAX_LINE_BYTES / 2 ** 20} MiB`, 'a longer one'),
      );
    }
    if (question === undefined) {
      return this.#end((op) => this.invalid(op, 'one line for each request', line));
    }
    const answer = parsed(line);
    if (answer !== undefined) {
      this.#question = undefined;
      question.resolve(answer);
    } else this.#end((op) => this.invalid(op, 'a line with a JSON object', line));
  }

  /** It cannot be used any more, and is killed. */
  #end(fault: (op: string) => unknown): void {
    this.#fail(fault);
    kill(this.#child);
  }

  #fail(fault: (op: string) => unknown): void {
    this.#fault ??= fault;
    const question = this.#question;
    if (question !== undefined) question.reject(this.#fault(question.op));
  }

  #rest(): void {
    for (const handle of this.#handles) handle.unref?.();
  }

  #wake(): void {
    for (const handle of this.#handles) handle.ref?.();
  }

  /** Sockets, as far as their types do not say so. */
  get #handles(): readonly { ref?(): unknown; unref?(): unknown }[] {
    const { stdin, stdout, stderr } = this.#child;
    return [this.#child, ...[stdin, stdout, stderr].map((stream) => (stream ?? {}) as object)];
  }
}

function parsed(line: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Answer)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The sentence of an answer such as `{"error": "no luck"}` or `{"error": {"message": "no luck"}}`. */
function reasonOf(error: Json): string {
  if (typeof error === 'string') return error;
  const message =
    typeof error === 'object' && error !== null && 'message' in error
      ? error['message']
      : undefined;
  return typeof message === 'string' ? message : excerpt(quote(error));
}

const excerpt = (text: string): string =>
  text.length > QUOTED_LENGTH
    ? `${text.slice(0, QUOTED_LENGTH)}... (${text.length} characters)`
    : text;

function startFault(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such program';
  if (code === 'EACCES') return 'it may not be executed';
  return error.message;
}
