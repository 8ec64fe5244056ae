// What a person needs to search and to compare; the packages behind it have the rest.
export * from './browser.ts';
export { defineConfig, type TuneConfig } from '@tune/cli';
export { processPool, sqliteStorage } from '@tune/runtime';
