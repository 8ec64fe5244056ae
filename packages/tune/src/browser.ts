// What of it runs in a page: bundles for browsers get this module in place of the index.
export * from '@tune/core';
export { compare } from '@tune/compare';
export { bayes, grid, halving, median, random } from '@tune/strategies';
export { createStudy, type StudyOptions } from './create-study.ts';
