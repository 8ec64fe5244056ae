import { createRequire } from 'node:module';
import type * as Sqlite from '@photostructure/sqlite';
import { runtimeError } from '../errors.ts';

/** A connection; rows come as arrays. */
export type Database = Sqlite.DatabaseSyncInstance;

export type OpenEngine = (
  file: string,
  options?: { readonly timeout?: number; readonly readOnly?: boolean },
) => Database;

/**
 * The database engine, loaded when the first file is opened: a program that stores nothing does not need it.
 * @throws STORAGE_ENGINE_MISSING  it was not installed, or does not exist for this platform
 */
export function loadEngine(): OpenEngine {
  try {
    const { DatabaseSync } = createRequire(import.meta.url)(
      '@photostructure/sqlite',
    ) as typeof Sqlite;
    return (file, options) => new DatabaseSync(file, { ...options, returnArrays: true });
  } catch (error) {
    const platform = `${process.platform}-${process.arch}`;
    const reason = (error as Error).message.split('\n')[0]!;
    throw runtimeError('STORAGE_ENGINE_MISSING', { platform, reason }, { cause: error });
  }
}
