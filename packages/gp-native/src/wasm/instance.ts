import type { GpErrorCode } from '../error.ts';
import { webAssembly } from './platform.ts';
import type { CompiledModule } from './platform.ts';

/** The acquisition arguments of an export; arrays are pointers with counts. */
export type AcquisitionPieces = [
  kind: number,
  incumbentValue: number,
  beta: number,
  pending: number,
  pendingCount: number,
  normals: number,
  samples: number,
];

/** The functions of cpp/wasm. A pointer is a byte offset into `memory`; 0 means out of memory. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  allocate(doubles: number): number;
  release(pointer: number): void;
  model_create(dimensions: number, kernel: number, kinds: number): number;
  model_theta(model: number): number;
  model_append(model: number, rows: number, values: number, count: number): number;
  model_set_hyperparameters(model: number, theta: number): void;
  model_update(model: number): number;
  model_log_marginal_likelihood(model: number): number;
  model_posterior(model: number, rows: number, count: number, out: number): number;
  model_posterior_at(model: number, row: number, out: number): number;
  model_remove(model: number, index: number): void;
  model_acquisition(
    model: number,
    rows: number,
    count: number,
    ...acquisitionAndOut: [...AcquisitionPieces, out: number]
  ): number;
  model_acquisition_at(
    model: number,
    row: number,
    ...acquisitionAndOut: [...AcquisitionPieces, out: number]
  ): number;
  model_log_posterior_density(model: number, theta: number, out: number): number;
  model_fit(
    model: number,
    starts: number,
    count: number,
    maxIterations: number,
    pinNoise: number,
    pinVariance: number,
    out: number,
  ): number;
  maxima_limit(count: number, starts: number, keep: number): number;
  model_maximize(
    model: number,
    candidates: number,
    count: number,
    ...settings: [
      ...AcquisitionPieces,
      continuous: number,
      levelCounts: number,
      levels: number,
      excluded: number,
      excludedCount: number,
      starts: number,
      keep: number,
      out: number,
    ]
  ): number;
  kernel_matrix(
    kernel: number,
    rowsA: number,
    countA: number,
    rowsB: number,
    countB: number,
    dimensions: number,
    theta: number,
    kinds: number,
    out: number,
  ): number;
  cholesky(matrix: number, n: number, out: number): number;
  solve(factor: number, n: number, rightHandSides: number, count: number, out: number): number;
}

/** By `Outcome` of cpp/wasm/status.h. */
const outcomes: readonly (GpErrorCode | undefined)[] = [
  undefined,
  'GP_NOT_POSITIVE_DEFINITE',
  'GP_NO_MEMORY',
];

let compiled: CompiledModule | undefined;

/** Sets the module of all instances: the owner compiles it, a worker gets it with its first message. */
export function adoptModule(module: CompiledModule): void {
  compiled = module;
}

/** An Error with a `code` of the table, as the addon throws them. */
export function coded(code: GpErrorCode, hint = ''): Error {
  return Object.assign(new Error(hint), { code });
}

/** @throws the outcome's error, unless it is success */
export function checkOutcome(outcome: number): void {
  const code = outcomes[outcome];
  if (code !== undefined) throw coded(code);
}

/** An instance of the build with its own memory, which is freed by garbage collection. */
export class Instance {
  readonly exports = new webAssembly!.Instance(compiled!, {}).exports as Exports;

  /** Runs `work` with pieces of memory that are freed afterwards. */
  borrow<T>(work: (pieces: Pieces, exports: Exports) => T): T {
    const pieces = new Pieces(this.exports);
    try {
      return work(pieces, this.exports);
    } finally {
      pieces.release();
    }
  }
}

/** Arrays in the memory of an instance, allocated for one call. */
export class Pieces {
  readonly #exports: Exports;
  readonly #pointers: number[] = [];

  constructor(exports: Exports) {
    this.#exports = exports;
  }

  /** A piece of `count` doubles. @throws GP_NO_MEMORY */
  take(count: number): number {
    // Limited to half of the address space, because a larger count would wrap around.
    const pointer = count < 2 ** 28 ? this.#exports.allocate(count) : 0;
    if (pointer === 0) throw coded('GP_NO_MEMORY');
    this.#pointers.push(pointer);
    return pointer;
  }

  /** A copy of `array`. @throws GP_NO_MEMORY */
  put(array: Float64Array | Uint8Array | Uint32Array): number {
    const pointer = this.take(Math.ceil(array.byteLength / 8));
    const { buffer } = this.#exports.memory;
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    new Uint8Array(buffer, pointer, bytes.length).set(bytes);
    return pointer;
  }

  /** Does not free the newest piece: the instance owns it now. */
  keep(): void {
    this.#pointers.pop();
  }

  /** A view of `count` doubles, valid until the next `take` or `put`: growing the memory detaches all views. */
  view(pointer: number, count: number): Float64Array {
    return new Float64Array(this.#exports.memory.buffer, pointer, count);
  }

  /** A copy of `count` doubles. */
  read(pointer: number, count: number): Float64Array {
    return this.view(pointer, count).slice();
  }

  release(): void {
    for (const pointer of this.#pointers) this.#exports.release(pointer);
  }
}
