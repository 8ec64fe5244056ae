import { setImmediate } from 'node:timers/promises';
import { jsonText, visibleLines, visibleOutput } from '../terminal/visible.ts';

/**
 * The only place that writes to stdout and stderr. Everything that is written passes through
 * `terminal/visible.ts`, whether it goes to a terminal or not.
 */
const { stdout, stderr } = process;
const writeStdout = stdout.write.bind(stdout);
const writeStderr = stderr.write.bind(stderr);

const gone = new AbortController();
let failure: string | undefined;
let isStderrGone = false;
/** Whether there was anything to write to stdout. */
let hasWritten = false;

stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader may have enough, as `head` does; anything else is told when the command ends.
  if (error.code !== 'EPIPE') failure ??= sentenceOf(error);
  gone.abort('the output is gone');
});
// There is no other place to write the error to.
stderr.on('error', () => (isStderrGone = true));

/**
 * Aborted once stdout takes nothing more: its reader has gone, or its disk is full. Further results are
 * not needed, and a search stops as if by Ctrl-C.
 */
export const readerGone: AbortSignal = gone.signal;

/** Why stdout could not be written; undefined if it could, or if its reader has gone. */
export const outputFailure = (): string | undefined => failure;

/** `no space left on device (ENOSPC)` from `ENOSPC: no space left on device, write`. */
const sentenceOf = ({ code, message }: NodeJS.ErrnoException): string =>
  `${message.replace(/^[A-Z]+: |, \w+$/g, '')}${code === undefined ? '' : ` (${code})`}`;

/** A part of the screen that is redrawn, below everything else that is written. */
export interface LiveRegion {
  /** What makes room for lines above it; to be followed by {@link redrawn}. */
  cleared(): string;
  /** What draws it again. */
  redrawn(): string;
}

let live: LiveRegion | undefined;
/** What programs wrote of a line that is not complete yet, while a live region is shown. */
let partial = '';

/** From here on `region` stays below everything that is written; undefined if none is shown any more. */
export function keepBelow(region: LiveRegion | undefined): void {
  live = undefined;
  if (partial !== '') logOutput('\n');
  live = region;
}

/** Whether what is for people goes to stderr, because stdout has JSON. */
let isTextOnStderr = false;

/** From here on what is for people goes to stderr, on a terminal with all that can be done there. */
export const putTextOnStderr = (): void => void (isTextOnStderr = true);

/** The stream that people read. */
export const textStream = (): NodeJS.WriteStream => (isTextOnStderr ? stderr : stdout);

/** Draws what is already made visible, our own escape sequences included. */
export function draw(text: string): void {
  if (text === '') return;
  if (!isTextOnStderr && !readerGone.aborted) writeStdout(text);
  if (isTextOnStderr && !isStderrGone) writeStderr(text);
}

function toStdout(text: string, done?: () => void): void {
  if (readerGone.aborted) return done?.();
  hasWritten = true;
  if (isTextOnStderr) {
    draw(live?.cleared() ?? '');
    writeStdout(text, () => done?.());
    draw(live?.redrawn() ?? '');
    return;
  }
  const whole = live === undefined ? text : live.cleared() + text + live.redrawn();
  writeStdout(whole, () => done?.());
}

function toStderr(text: string): void {
  if (isStderrGone) return;
  draw(live?.cleared() ?? '');
  writeStderr(text);
  draw(live?.redrawn() ?? '');
}

/** Writes to stdout and resolves when the reader has taken it, or has gone. */
export const write = (text: string): Promise<void> =>
  new Promise((resolve) => toStdout(visibleLines(text), resolve));

/** Of the lines of JSON: another one if a field goes, or means something else. */
const JSON_VERSION = 1;

/** What a line of JSON is about, and its fields. */
export interface JsonRecord {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A line of JSON for programs, with the version of its format. */
export const jsonLine = (record: JsonRecord): string =>
  `${jsonText(Object.assign({ type: '', version: JSON_VERSION }, record))}\n`;

/** Writes a line of JSON for programs to stdout, as {@link write} does. */
export const writeJson = (record: JsonRecord): Promise<void> =>
  new Promise((resolve) => toStdout(jsonLine(record), resolve));

/** Writes a line of JSON of another protocol. */
export const writeAnswer = (answer: object): Promise<void> =>
  new Promise((resolve) => toStdout(`${jsonText(answer)}\n`, resolve));

/** Lines that are already made visible and may have colors of ours: see `terminal/line.ts`. */
export const writePainted = (text: string): void =>
  isTextOnStderr ? toStderr(text) : toStdout(text);

/** A line for a person who waits; never part of the result. */
export const log = (text: string): void => toStderr(`${visibleLines(text)}\n`);

/** What an objective or a program writes while it runs; never part of the result. */
export function logOutput(text: string): void {
  if (live === undefined) {
    toStderr(visibleOutput(partial + text));
    partial = '';
    return;
  }
  // A line of the live region may follow: only whole lines are written.
  const end = text.lastIndexOf('\n') + 1;
  if (end === 0) {
    partial += text;
    return;
  }
  const whole = partial + text.slice(0, end);
  partial = text.slice(end);
  toStderr(visibleOutput(whole));
}

/** What plugins write to one of the streams of this process goes to `take`. */
function capture(
  stream: NodeJS.WriteStream,
  own: NodeJS.WriteStream['write'],
  take: (text: string) => void,
): void {
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    // An empty chunk is written to learn when the rest is out.
    if (chunk.length === 0) return Reflect.apply(own, stream, [chunk, ...rest]) as boolean;
    take(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    const done = rest.find((given) => typeof given === 'function');
    if (done !== undefined) queueMicrotask(done as () => void);
    return true;
  }) as typeof stream.write;
}

const printWarning = ({ name, message }: Error): void => log(`${name}: ${message}`);

/**
 * From here on `take` gets what plugins write to stdout and stderr in this process: stdout is for
 * results, and the terminal for text without control characters. Called again, it replaces `take`.
 */
export function captureOutput(take: (text: string) => void): void {
  capture(stdout, writeStdout, take);
  capture(stderr, writeStderr, take);
  // Node would print warnings past the stream.
  process.removeAllListeners('warning').on('warning', printWarning);
}

/** Resolves when everything is written. */
export async function flush(): Promise<void> {
  if (hasWritten) await write('');
  if (!isStderrGone) await new Promise<void>((resolve) => writeStderr('', () => resolve()));
}

/** Columns of the terminal. Infinity if people do not read one; 80 if it does not tell. */
export function terminalWidth(): number {
  const { isTTY, columns } = textStream();
  if (isTTY !== true) return Infinity;
  return columns > 0 ? columns : 80;
}

/** Lets signals and timers in, which an objective that only computes would keep out. */
export const yieldToEventLoop = (): Promise<void> => setImmediate();
