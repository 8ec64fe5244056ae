/** The entry for browsers and edge runtimes: without the addon and without a word about files. */
export * from './api.ts';
export { loadGaussianProcess } from './load-portable.ts';
