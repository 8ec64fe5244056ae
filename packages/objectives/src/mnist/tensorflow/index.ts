export { cleanTensorFlow } from './clean.ts';
export {
  diagnoseGpu,
  diagnoseTensorFlow,
  type Diagnosis,
  type TensorFlowDiagnosis,
} from './diagnose.ts';
export { loadTensorFlow, type LoadedTensorFlow } from './load.ts';
export { provideTensorFlow, type ProvideOptions } from './provide.ts';
export type { ProvidedTensorFlow } from './provided.ts';
export type { Source } from './cache.ts';
