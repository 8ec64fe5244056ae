import { isTuneError, type TuneError } from '@tune/core';
import { runtimeError } from '../errors.ts';

interface EngineError {
  readonly code?: string;
  readonly message: string;
}

type StorageCode = Extract<keyof typeof runtimeError.messages, `STORAGE_${string}`>;

/** What an error of the engine means, by the beginning of its code. */
const MEANINGS: readonly (readonly [code: string, means: StorageCode, reason?: string])[] = [
  ['SQLITE_FULL', 'STORAGE_FULL'],
  ['SQLITE_READONLY', 'STORAGE_READ_ONLY', 'file, folder or disk is read-only'],
  ['SQLITE_CANTOPEN', 'STORAGE_READ_ONLY', 'the system refuses to open it'],
  ['SQLITE_PERM', 'STORAGE_READ_ONLY', 'it belongs to another user'],
  ['SQLITE_BUSY', 'STORAGE_LOCKED'],
  ['SQLITE_LOCKED', 'STORAGE_LOCKED'],
  ['SQLITE_NOTADB', 'STORAGE_FOREIGN'],
  ['SQLITE_CORRUPT', 'STORAGE_FOREIGN'],
];

/** An error of the engine as one of ours, with its remedy; ours stay as they are. */
export function storageError(error: unknown, file: string): TuneError {
  if (isTuneError(error)) return error;
  const { code = '', message } = error as EngineError;
  const [, meaning = 'STORAGE_FAILED', reason = message] =
    MEANINGS.find(([start]) => code.startsWith(start)) ?? [];
  return runtimeError(meaning, { file, reason }, { cause: error });
}
