import { isTuneError, type TuneError } from '@tune/core';
import { runtimeError } from '../errors.ts';

interface EngineError {
  /** The result code of SQLite; its lowest byte is the primary one. */
  readonly errcode?: number;
  readonly message: string;
}

type StorageCode = Extract<keyof typeof runtimeError.messages, `STORAGE_${string}`>;

export const BUSY = 5;
export const CORRUPT = 11;
export const CANNOT_OPEN = 14;
export const NOT_A_DATABASE = 26;

/** What a result code means. */
const MEANINGS: Readonly<Record<number, readonly [means: StorageCode, reason?: string]>> = {
  3: ['STORAGE_READ_ONLY', 'it belongs to another user'],
  [BUSY]: ['STORAGE_LOCKED'],
  6: ['STORAGE_LOCKED'],
  8: ['STORAGE_READ_ONLY', 'file, folder or disk is read-only'],
  [CORRUPT]: ['STORAGE_DAMAGED'],
  13: ['STORAGE_FULL'],
  [CANNOT_OPEN]: ['STORAGE_READ_ONLY', 'the system refuses to open it'],
  [NOT_A_DATABASE]: ['STORAGE_FOREIGN'],
};

const codeOf = (error: unknown): number => ((error as EngineError).errcode ?? 0) & 0xff;

export const isEngineError = (error: unknown, code: number): boolean =>
  !isTuneError(error) && codeOf(error) === code;

/** Converts engine errors to TuneError; passes TuneErrors through. */
export function storageError(error: unknown, file: string): TuneError {
  if (isTuneError(error)) return error;
  const { message } = error as EngineError;
  const [meaning, reason = message] = MEANINGS[codeOf(error)] ?? ['STORAGE_FAILED'];
  return runtimeError(meaning, { file, reason }, { cause: error });
}
