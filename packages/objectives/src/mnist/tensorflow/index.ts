export { diagnoseTensorFlow, type Diagnosis, type TensorFlowDiagnosis } from './diagnose.ts';
export { loadTensorFlow, type LoadedTensorFlow } from './load.ts';
export { provideTensorFlow, type ProvidedTensorFlow, type ProvideOptions } from './provide.ts';
export type { Source } from './cache.ts';
