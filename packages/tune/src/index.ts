// What a person needs to search and to compare; the packages behind it have the rest.
export * from '@tune/core';
export { defineConfig, type TuneConfig } from '@tune/cli';
export { compare } from '@tune/compare';
export { processPool, sqliteStorage } from '@tune/runtime';
export { bayes, grid, halving, median, random } from '@tune/strategies';
export { createStudy, type StudyOptions } from './create-study.ts';
