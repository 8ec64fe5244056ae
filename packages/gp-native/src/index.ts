export * from './api.ts';
export { loadGaussianProcess } from './load.ts';
