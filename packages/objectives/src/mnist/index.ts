export { BACKENDS, type BackendChoice } from './backend.ts';
export { diagnoseMnist, diagnoseWasm } from './diagnose.ts';
export { mnist, type MnistOptions } from './mnist.ts';
export { MNIST_PRESETS, type MnistPoint, type MnistPreset } from './presets.ts';
export type { Diagnosis } from './tensorflow/diagnose.ts';
