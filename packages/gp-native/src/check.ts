import { GpError } from './error.ts';
import type { FitOptions, GaussianProcessOptions, MaximizeOptions } from './gaussian-process.ts';
import type { Hyperparameters } from './hyperparameters.ts';

/** Beyond it exp() leaves the range in which a factor can be computed. */
const logLimit = 50;

/** A Float64Array of `length` finite numbers. */
export function checkVector(name: string, array: unknown, length: number): void {
  if (!(array instanceof Float64Array) || array.length !== length) {
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

/** A Float64Array of complete rows of finite numbers; returns how many rows. */
export function checkRows(name: string, rows: unknown, dimensions: number): number {
  if (!(rows instanceof Float64Array) || rows.length % dimensions !== 0) {
    throw new GpError(
      'GP_SHAPE',
      `Expected ${name} as a row-major Float64Array whose length is a multiple of ${dimensions}, got ${describe(rows)}.`,
      { name, dimensions, got: describe(rows) },
    );
  }
  checkFinite(name, rows);
  return rows.length / dimensions;
}

/** A finite number. */
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

/** A whole number in [least, 2^31). */
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

/** The right length and logarithms of sane size. */
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

/** 0 and 1, one a column. */
export function checkMask(name: string, mask: unknown, dimensions: number): void {
  if (!(mask instanceof Uint8Array) || mask.length !== dimensions || mask.some((bit) => bit > 1)) {
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
  const { dimensions, columns, kernel = 'matern52' } = options;
  checkCount('dimensions', dimensions, 1);
  if (kernel !== 'matern52' && kernel !== 'rbf') {
    throw new GpError('GP_SHAPE', `Expected kernel 'matern52' or 'rbf', got ${String(kernel)}.`, {
      got: String(kernel),
    });
  }
  if (columns === undefined) return new Uint8Array(dimensions);
  const strange =
    Array.isArray(columns) && columns.find((kind) => kind !== 'numeric' && kind !== 'categorical');
  if (strange)
    throw new GpError(
      'GP_SHAPE',
      `Expected columns of 'numeric' or 'categorical', got ${String(strange)}.`,
    );
  const mask =
    columns instanceof Uint8Array
      ? columns
      : Uint8Array.from(columns, (kind) => Number(kind === 'categorical'));
  checkMask('columns', mask, dimensions);
  return mask.slice();
}

/** Everything a maximization is given, with defaults filled in. */
export function checkMaximize(
  options: Omit<MaximizeOptions, 'signal'>,
  columns: Uint8Array,
): { continuous: Uint8Array; starts: number; keep: number; count: number } {
  const { starts = 10, keep = 32 } = options;
  const count = checkRows('candidates', options.candidates, columns.length);
  if (count === 0)
    throw new GpError('GP_SHAPE', 'Expected at least one candidate row.', { name: 'candidates' });
  checkNumber('incumbentValue', options.incumbentValue);
  checkCount('starts', starts, 0);
  checkCount('keep', keep, 0);
  if (options.continuous !== undefined) checkMask('continuous', options.continuous, columns.length);
  const continuous = Uint8Array.from(columns, (categorical, j) =>
    Number(!categorical && (options.continuous?.[j] ?? 1)),
  );
  return { continuous, starts, keep, count };
}

/** Every option of a fit but its signal. */
export function checkFit(options: Omit<FitOptions, 'signal'>, dimensions: number): void {
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

/** @throws GP_ABORTED - it is aborted already */
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
