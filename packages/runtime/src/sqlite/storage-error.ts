import { TuneError, type ErrorCode } from '@tune/core';

interface EngineError {
  readonly code?: string;
  readonly message: string;
}

/** What the engine says, by the beginning of its code, and what it means to a person. */
const MEANINGS: readonly (readonly [code: string, means: ErrorCode, reason?: string])[] = [
  ['SQLITE_FULL', 'STORAGE_FULL'],
  ['SQLITE_READONLY', 'STORAGE_READ_ONLY', 'file, folder or disk is read-only'],
  ['SQLITE_CANTOPEN', 'STORAGE_READ_ONLY', 'the system refuses to open it'],
  ['SQLITE_PERM', 'STORAGE_READ_ONLY', 'it belongs to somebody else'],
  ['SQLITE_BUSY', 'STORAGE_LOCKED'],
  ['SQLITE_LOCKED', 'STORAGE_LOCKED'],
  ['SQLITE_NOTADB', 'STORAGE_FOREIGN'],
  ['SQLITE_CORRUPT', 'STORAGE_FOREIGN'],
];

/** The engine's error as one of ours, with its remedy; ours stay as they are. */
export function storageError(error: unknown, file: string): TuneError {
  if (error instanceof TuneError) return error;
  const { code = '', message } = error as EngineError;
  const [, meaning = 'STORAGE_FAILED', reason = message] =
    MEANINGS.find(([start]) => code.startsWith(start)) ?? [];
  return new TuneError(meaning, { file, reason }, { cause: error });
}
