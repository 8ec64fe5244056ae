export { cleanTensorFlow } from './clean.ts';
export {
  diagnoseCache,
  diagnoseGpu,
  diagnoseTensorFlow,
  type Diagnosis,
  type TensorFlowDiagnosis,
} from './diagnose.ts';
export { loadTensorFlow, type LoadedTensorFlow } from './load.ts';
export { provideTensorFlow, type ProvideOptions } from './provide.ts';
export type { ProvidedTensorFlow, Source } from './provided.ts';
