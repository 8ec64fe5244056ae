import { readFileSync } from 'node:fs';
import type { Tensor } from '../kernels.ts';
import { WebAssembly, type WasmGlobal, type WasmMemory } from './webassembly.ts';

/** What tfjs passes to a kernel: a tensor without methods. */
export type TensorInfo = Pick<Tensor, 'dataId' | 'shape' | 'dtype'>;

/** The part of tfjs' WebAssembly backend that a kernel uses. */
export interface WasmBackend {
  readonly wasm: {
    readonly asm: { readonly memory: WasmMemory };
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: 'float32'): TensorInfo;
}

/** The functions of `wasm/*.cc`: they take addresses and numbers and return nothing or a number. */
type Exports = Readonly<Record<string, (...numbers: number[]) => number>> & {
  readonly __stack_pointer: WasmGlobal;
};

/** The kernels of this package. They use the memory of tfjs' backend, so that no tensor is copied. */
export interface KernelModule {
  /** Calls a function. */
  call(name: string, ...numbers: number[]): number;
  /** A new tensor, uninitialized. */
  output(shape: readonly number[]): TensorInfo;
  /** Address of a tensor. */
  at(tensor: TensorInfo): number;
  /** Address of integers that are valid until the next call. */
  numbers(values: readonly number[]): number;
  /** Address of memory for at least so many floats, shared by all calls. */
  scratch(floats: number): number;
}

const STACK_BYTES = 65_536;
const NUMBERS = 32;
const FILE = new URL('../../../wasm/kernels.wasm', import.meta.url);

/** Loads `wasm/kernels.wasm` into the memory of a backend. */
export function loadModule(backend: WasmBackend): KernelModule {
  const { memory } = backend.wasm.asm;
  const module = new WebAssembly.Module(readFileSync(FILE));
  const exports = new WebAssembly.Instance(module, { env: { memory } })
    .exports as unknown as Exports;
  // The module has no data; its stack is allocated on the heap of tfjs.
  const allocate = (bytes: number) => (backend.wasm._malloc(bytes) + 15) & ~15;
  exports.__stack_pointer.value = allocate(STACK_BYTES + 16) + STACK_BYTES;
  const numbers = allocate(4 * NUMBERS + 16);
  let scratch = 0;
  let scratchFloats = 0;
  return {
    call: (name, ...values) => exports[name]!(...values),
    output: (shape) => backend.makeOutput(shape, 'float32'),
    at: ({ dataId }) => backend.dataIdMap.get(dataId).memoryOffset,
    numbers(values) {
      // A new view each time: memory that has grown has another buffer.
      new Int32Array(memory.buffer, numbers, NUMBERS).set(values);
      return numbers;
    },
    scratch(floats) {
      if (floats > scratchFloats) {
        if (scratch !== 0) backend.wasm._free(scratch);
        scratchFloats = floats;
        scratch = backend.wasm._malloc(4 * floats);
      }
      return scratch;
    },
  };
}
