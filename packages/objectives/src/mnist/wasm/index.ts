export { loadWasm, wasmObstacle, WASM_VERSION } from './load.ts';
export { WASM } from './register.ts';
