import { quote } from '@tune/core/plugin';
import { LineReader, MAX_LINE_BYTES } from './line-reader.ts';

/** An intermediate value, or what is wrong with it. */
export type Report =
  | { readonly step: number; readonly value: number; readonly total?: number }
  | { readonly fault: string };

/** The value of a program, or why there is none. */
export type Result = { readonly value: number } | { readonly fault: string };

type Members = Readonly<Record<string, unknown>>;

/** Only a line with this is looked at before the end. */
const STEP = Buffer.from('"step"');
/** A space, a tab, a vertical tab, a form feed. */
const BLANKS = new Set([32, 9, 11, 12]);
/** An opening brace, and the first byte of a byte order mark. */
const BEGINNINGS = new Set([123, 0xef]);

/** A decimal number as any language writes it: `1`, `-.5`, `2.`, `+1e-3`. */
const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const NON_FINITE = /^[-+]?(nan|inf|infinity)$/i;

const EXPECTED = 'expected a number, or JSON such as {"value":0.1}';

/**
 * Reads what a program writes to stdout: reports as they come, and the last line that is not blank.
 * Everything else is passed over, at little cost and without being kept.
 */
export class OutputReader {
  readonly #onReport: (report: Report) => void;
  readonly #lines = new LineReader((line, isCut) => this.#take(line, isCut));
  #last: Buffer = Buffer.alloc(0);
  #isLastCut = false;

  constructor(onReport: (report: Report) => void) {
    this.#onReport = onReport;
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  /** What the last line says, once the output has ended. */
  finish(): Result {
    this.#lines.finish();
    if (!this.#isLastCut) return readResult(this.#last.toString('utf8'));
    const length = `${MAX_LINE_BYTES / 2 ** 20} MiB`;
    return { fault: `printed a last line of more than ${length}; ${EXPECTED}` };
  }

  #take(line: Buffer, isCut: boolean): void {
    let begin = 0;
    while (BLANKS.has(line[begin]!)) begin += 1;
    if (begin === line.length) return;
    this.#last = line;
    this.#isLastCut = isCut;
    if (isCut || !BEGINNINGS.has(line[begin]!) || !line.includes(STEP)) return;
    const report = readReport(line.toString('utf8'));
    if (report !== undefined) this.#onReport(report);
  }
}

/**
 * A report is a JSON object whose `step` is a number and that has a `value`; null is NaN, as JavaScript
 * writes it. Any other line is the program's own.
 */
export function readReport(text: string): Report | undefined {
  const { step, value, total } = parseObject(text) ?? {};
  if (typeof step !== 'number' || value === undefined) return undefined;
  const faulty = (expected: string): Report => ({
    fault: `printed ${shorten(text.trim())}, but ${expected}`,
  });
  if (!Number.isSafeInteger(step) || step < 0) {
    return faulty('a step is a whole number of at least 0');
  }
  if (typeof value !== 'number' && value !== null) return faulty('the value of a step is a number');
  const isTotal = typeof total === 'number' && Number.isSafeInteger(total) && total > 0;
  return { step, value: value ?? Number.NaN, ...(isTotal ? { total } : {}) };
}

/** The value that a last line stands for. */
export function readResult(line: string): Result {
  const text = line.trim();
  if (text === '') return { fault: `printed nothing; ${EXPECTED} on the last line` };
  if (NON_FINITE.test(text) || DECIMAL.test(text)) return finite(Number(text), text);
  const members = parseObject(text);
  if (members === undefined) {
    return { fault: `printed ${quote(shorten(text))} on its last line; ${EXPECTED}` };
  }
  const { value } = members;
  if (value !== undefined && 'step' in members) {
    return { fault: `printed ${shorten(text)} on its last line; ${EXPECTED} without a step` };
  }
  if (typeof value === 'number' || value === null) return finite(value ?? Number.NaN, text);
  return { fault: `printed ${shorten(text)} on its last line; ${EXPECTED}` };
}

function finite(value: number, text: string): Result {
  if (Number.isFinite(value)) return { value };
  return { fault: `printed ${shorten(text)} on its last line; expected a finite number` };
}

/** A JSON object, or undefined; Python writes `NaN` and `Infinity` into JSON, which it does not have. */
function parseObject(text: string): Members | undefined {
  const trimmed = text.trim();
  const value = parse(trimmed) ?? parse(trimmed.replaceAll(STRING_OR_NON_FINITE, replaceNonFinite));
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Members) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A string, which may be unfinished so that every text takes linear time, or such a number. */
const STRING_OR_NON_FINITE = /"(?:[^"\\]|\\.?)*(?:"|$)|\bNaN\b|\bInfinity\b/gs;

const replaceNonFinite = (match: string): string =>
  match === 'NaN' ? 'null' : match === 'Infinity' ? '1e999' : match;

/** How much of a line a reason quotes. */
const MAX_QUOTED = 200;

const shorten = (text: string): string =>
  text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}...` : text;
