import { createRequire } from 'node:module';
import { TuneError } from '@tune/core';
import type Database from 'libsql';

const require = createRequire(import.meta.url);

/**
 * The database engine, loaded when the first file is opened: who keeps nothing needs none.
 * @throws STORAGE_ENGINE_MISSING  it has no program for this platform, or was not installed
 */
export function loadEngine(): typeof Database {
  try {
    return require('libsql') as typeof Database;
  } catch (error) {
    const platform = `${process.platform}-${process.arch}`;
    const reason = (error as Error).message.split('\n')[0]!;
    throw new TuneError('STORAGE_ENGINE_MISSING', { platform, reason }, { cause: error });
  }
}
