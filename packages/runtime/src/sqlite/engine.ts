import { createRequire } from 'node:module';
import type Database from 'libsql';
import { runtimeError } from '../errors.ts';

const require = createRequire(import.meta.url);

/**
 * The database engine, loaded when the first file is opened: a program that stores nothing does not need it.
 * @throws STORAGE_ENGINE_MISSING  it was not installed, or does not exist for this platform
 */
export function loadEngine(): typeof Database {
  try {
    return require('libsql') as typeof Database;
  } catch (error) {
    const platform = `${process.platform}-${process.arch}`;
    const reason = (error as Error).message.split('\n')[0]!;
    throw runtimeError('STORAGE_ENGINE_MISSING', { platform, reason }, { cause: error });
  }
}
