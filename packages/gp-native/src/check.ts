import { isFloat64Array, isUint8Array } from './arrays.ts';
import { GpError } from './error.ts';
import type {
  AcquisitionOptions,
  FitOptions,
  GaussianProcessOptions,
  Kernel,
  MaximizeOptions,
} from './gaussian-process.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { defaultSamples, evenNormals } from './normals.ts';

/** All kernels, in the order of the addon's numbers. */
export const kernels: readonly Kernel[] = ['matern52', 'rbf', 'matern32'];

/** Beyond this, exp() is too large or too small for the matrix to be factored. */
const logLimit = 50;

/** Requires a Float64Array of `length` finite numbers. */
export function checkVector(name: string, array: unknown, length: number): void {
  if (!isFloat64Array(array) || array.length !== length) {
    throw new GpError(
      'GP_SHAPE',
      `Expected ${name} as a Float64Array of length ${length}, got ${describe(array)}.`,
      {
        name,
        expected: length,
        got: describe(array),
      },
    );
  }
  checkFinite(name, array);
}

/** Returns `out` after checking its length, or a new array of `length` numbers. */
export function matrixInto(out: Float64Array | undefined, length: number): Float64Array {
  if (out === undefined) return new Float64Array(length);
  if (!isFloat64Array(out) || out.length !== length) {
    throw new GpError(
      'GP_SHAPE',
      `Expected out as a Float64Array of length ${length}, got ${describe(out)}.`,
      { name: 'out', expected: length, got: describe(out) },
    );
  }
  return out;
}

/** Requires a Float64Array of complete rows of finite numbers; returns the number of rows. */
export function checkRows(name: string, rows: unknown, dimensions: number): number {
  if (!isFloat64Array(rows) || rows.length % dimensions !== 0) {
    throw new GpError(
      'GP_SHAPE',
      `Expected ${name} as a row-major Float64Array whose length is a multiple of ${dimensions}, got ${describe(rows)}.`,
      { name, dimensions, got: describe(rows) },
    );
  }
  checkFinite(name, rows);
  return rows.length / dimensions;
}

/** Requires a finite number. */
export function checkNumber(name: string, value: unknown): void {
  if (typeof value !== 'number') {
    throw new GpError('GP_SHAPE', `Expected ${name} as a number, got ${describe(value)}.`, {
      name,
      got: describe(value),
    });
  }
  if (!Number.isFinite(value))
    throw new GpError('GP_NOT_FINITE', `${name} is ${value}.`, { name, value: String(value) });
}

/** Requires a whole number in [least, 2^31). */
export function checkCount(name: string, value: unknown, least: number): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) >= 2 ** 31) {
    throw new GpError(
      'GP_SHAPE',
      `Expected ${name} as a whole number of at least ${least}, got ${String(value)}.`,
      {
        name,
        least,
        got: String(value),
      },
    );
  }
}

/** Requires the right length, and logarithms between -50 and 50. */
export function checkHyperparameters(h: Hyperparameters, dimensions: number): void {
  if (typeof h !== 'object' || h === null) {
    throw new GpError('GP_SHAPE', `Expected hyperparameters as an object, got ${describe(h)}.`, {
      got: describe(h),
    });
  }
  checkVector('logLengthscales', h.logLengthscales, dimensions);
  checkNumber('logVariance', h.logVariance);
  checkNumber('logNoise', h.logNoise);
  for (const value of [...h.logLengthscales, h.logVariance, h.logNoise]) {
    if (Math.abs(value) > logLimit) {
      throw new GpError(
        'GP_OUT_OF_RANGE',
        `Logarithms must lie in [-${logLimit}, ${logLimit}], got ${value}.`,
        { value },
      );
    }
  }
}

/** Requires a 0 or a 1 for each column. */
function checkMask(name: string, mask: unknown, dimensions: number): void {
  if (!isUint8Array(mask) || mask.length !== dimensions || mask.some((bit) => bit > 1)) {
    throw new GpError(
      'GP_SHAPE',
      `Expected ${name} as a Uint8Array of ${dimensions} zeros and ones, got ${describe(mask)}.`,
      {
        name,
        expected: dimensions,
        got: describe(mask),
      },
    );
  }
}

/** Column kinds as 0 (numeric) and 1 (categorical), length d. */
export function columnMask(options: GaussianProcessOptions): Uint8Array {
  checkObject('options', options);
  const { dimensions, columns, kernel = 'matern52' } = options;
  checkCount('dimensions', dimensions, 1);
  checkWord('kernel', kernel, kernels);
  if (columns === undefined) return new Uint8Array(dimensions);
  const strange =
    Array.isArray(columns) && columns.find((kind) => kind !== 'numeric' && kind !== 'categorical');
  if (strange)
    throw new GpError(
      'GP_SHAPE',
      `Expected columns of 'numeric' or 'categorical', got ${String(strange)}.`,
    );
  const mask = isUint8Array(columns)
    ? columns
    : Uint8Array.from(columns, (kind) => Number(kind === 'categorical'));
  checkMask('columns', mask, dimensions);
  return mask.slice();
}

/** Checked acquisition options, with defaults filled in; `pending` has q rows, `normals` draws x q. */
export interface CheckedAcquisition {
  readonly confidence: boolean;
  readonly incumbentValue: number;
  readonly beta: number;
  readonly pending: Float64Array;
  readonly normals: Float64Array;
}

/** Checks the acquisition options. */
export function checkAcquisition(
  options: AcquisitionOptions,
  dimensions: number,
): CheckedAcquisition {
  checkObject('options', options);
  const { acquisition = 'qLogEI', incumbentValue, beta = 2 } = options;
  checkWord('acquisition', acquisition, ['logEI', 'qLogEI', 'ucb']);
  checkNumber('incumbentValue', incumbentValue);
  checkNumber('beta', beta);
  const pending = options.pending ?? new Float64Array(0);
  const q = checkRows('pending', pending, dimensions);
  if (q > 0 && acquisition === 'logEI') {
    throw new GpError('GP_SHAPE', "Expected no pending rows for 'logEI'; 'qLogEI' uses them.", {
      name: 'pending',
    });
  }
  const confidence = acquisition === 'ucb';
  if (confidence || q === 0) {
    return { confidence, incumbentValue, beta, pending, normals: new Float64Array(0) };
  }
  const normals = options.normals ?? evenNormals(defaultSamples, q);
  if (checkRows('normals', normals, q) === 0) {
    throw new GpError('GP_SHAPE', 'Expected at least one draw of normals.', { name: 'normals' });
  }
  return { confidence, incumbentValue, beta, pending, normals };
}

/** Checked options of a maximization, with defaults filled in; `levels` concatenates those of all columns. */
export interface CheckedMaximize {
  readonly acquisition: CheckedAcquisition;
  readonly continuous: Uint8Array;
  readonly levelCounts: Uint32Array;
  readonly levels: Float64Array;
  readonly excluded: Float64Array;
  readonly starts: number;
  readonly keep: number;
  readonly count: number;
}

export function checkMaximize(
  options: Omit<MaximizeOptions, 'signal'>,
  columns: Uint8Array,
): CheckedMaximize {
  checkObject('options', options);
  const d = columns.length;
  const { starts = 10, keep = 32, excluded = new Float64Array(0) } = options;
  const count = checkRows('candidates', options.candidates, d);
  if (count === 0)
    throw new GpError('GP_SHAPE', 'Expected at least one candidate row.', { name: 'candidates' });
  const acquisition = checkAcquisition(options, d);
  checkCount('starts', starts, 0);
  checkCount('keep', keep, 0);
  checkRows('excluded', excluded, d);
  if (options.continuous !== undefined) checkMask('continuous', options.continuous, d);
  const levels = checkLevels(options.levels, d);
  const levelCounts = Uint32Array.from(levels, ({ length }) => length);
  const continuous = Uint8Array.from(columns, (categorical, j) =>
    Number(!categorical && levelCounts[j] === 0 && (options.continuous?.[j] ?? 1)),
  );
  const flat = Float64Array.from(levels.flatMap((column) => Array.from(column)));
  return { acquisition, continuous, levelCounts, levels: flat, excluded, starts, keep, count };
}

function checkLevels(
  levels: readonly ArrayLike<number>[] | undefined,
  dimensions: number,
): readonly ArrayLike<number>[] {
  if (levels === undefined) return Array<number[]>(dimensions).fill([]);
  if (!Array.isArray(levels) || levels.length !== dimensions) {
    throw new GpError(
      'GP_SHAPE',
      `Expected levels as an Array of length ${dimensions}, got ${describe(levels)}.`,
      { name: 'levels', expected: dimensions, got: describe(levels) },
    );
  }
  (levels as readonly unknown[]).forEach((column, j) => {
    const name = `levels[${j}]`;
    if (!Array.isArray(column) && !ArrayBuffer.isView(column)) {
      throw new GpError(
        'GP_SHAPE',
        `Expected ${name} as an array of numbers, got ${describe(column)}.`,
        { name, got: describe(column) },
      );
    }
    const list = column as readonly number[];
    for (let i = 0; i < list.length; i++) {
      checkNumber(`${name}[${i}]`, list[i]);
      if (i > 0 && !(list[i]! > list[i - 1]!)) {
        throw new GpError('GP_SHAPE', `Expected ${name} in ascending order.`, { name });
      }
    }
  });
  return levels as readonly ArrayLike<number>[];
}

/** Requires a whole number below `size`. */
export function checkIndex(index: unknown, size: number): void {
  checkCount('index', index, 0);
  if ((index as number) >= size) {
    throw new GpError('GP_OUT_OF_RANGE', `Expected index below ${size}, got ${String(index)}.`, {
      name: 'index',
      size,
      got: String(index),
    });
  }
}

function checkObject(name: string, value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  throw new GpError('GP_SHAPE', `Expected ${name} as an object, got ${describe(value)}.`, { name });
}

/** Checks the options of a fit, except its signal. */
export function checkFit(options: Omit<FitOptions, 'signal'>, dimensions: number): void {
  checkObject('options', options);
  checkCount('maxIterations', options.maxIterations ?? 0, 0);
  checkWord('noise', options.noise, ['infer', 'deterministic']);
  checkWord('variance', options.variance, ['infer', 'unit']);
  if (options.starts === undefined) return;
  if (!Array.isArray(options.starts) || options.starts.length === 0) {
    throw new GpError(
      'GP_SHAPE',
      `Expected starts as an Array of at least 1, got ${describe(options.starts)}.`,
      {
        name: 'starts',
      },
    );
  }
  for (const start of options.starts) checkHyperparameters(start, dimensions);
}

/** @throws GP_ABORTED - the signal is already aborted */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new GpError('GP_ABORTED', '', {}, { cause: signal.reason });
}

function checkWord(name: string, value: string | undefined, words: readonly string[]): void {
  if (value === undefined || words.includes(value)) return;
  throw new GpError(
    'GP_SHAPE',
    `Expected ${name} as ${words.join(' or ')}, got ${String(value)}.`,
    { name, words },
  );
}

function checkFinite(name: string, array: Float64Array): void {
  for (let i = 0; i < array.length; i++) {
    if (!Number.isFinite(array[i])) {
      throw new GpError('GP_NOT_FINITE', `${name}[${i}] is ${array[i]}.`, {
        name,
        index: i,
        value: String(array[i]),
      });
    }
  }
}

function describe(value: unknown): string {
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name} of length ${(value as Uint8Array).length}`;
  if (Array.isArray(value)) return `an Array of length ${value.length}`;
  return value === null ? 'null' : typeof value;
}
