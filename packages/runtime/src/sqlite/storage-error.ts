import { TuneError, type ErrorCode } from '@tune/core';

interface EngineError {
  readonly code?: string;
  readonly message: string;
}

/** What the engine says, by the beginning of its code, and what it means to a person. */
const MEANINGS: readonly (readonly [code: string, means: ErrorCode])[] = [
  ['SQLITE_FULL', 'STORAGE_FULL'],
  ['SQLITE_READONLY', 'STORAGE_READ_ONLY'],
  ['SQLITE_CANTOPEN', 'STORAGE_READ_ONLY'],
  ['SQLITE_PERM', 'STORAGE_READ_ONLY'],
  ['SQLITE_BUSY', 'STORAGE_LOCKED'],
  ['SQLITE_LOCKED', 'STORAGE_LOCKED'],
  ['SQLITE_NOTADB', 'STORAGE_FOREIGN'],
  ['SQLITE_CORRUPT', 'STORAGE_FOREIGN'],
];

/** The engine's error as one of ours, with its remedy; ours stay as they are. */
export function storageError(error: unknown, file: string): TuneError {
  if (error instanceof TuneError) return error;
  const { code = '', message } = error as EngineError;
  const meaning = MEANINGS.find(([start]) => code.startsWith(start))?.[1] ?? 'STORAGE_FAILED';
  return new TuneError(meaning, { file, reason: message }, { cause: error });
}
