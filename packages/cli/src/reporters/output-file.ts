import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { usage } from '../errors.ts';

/** Relative paths start here, also where `tune resume` goes to another folder. */
const START = process.cwd();

/** A file that a reporter writes. */
export interface OutputFile {
  write(text: string): void;
  close(): void;
}

/**
 * Opens a file at once, so that a report of an earlier command does not pass for one of this command.
 * @throws CLI_USAGE  it cannot be written
 */
export function openOutputFile(reporter: string, file: string): OutputFile {
  const path = resolve(START, file);
  let handle: number;
  try {
    mkdirSync(dirname(path), { recursive: true });
    handle = openSync(path, 'w');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usage(`--reporter ${reporter}:${file} cannot be written: ${reason}`);
  }
  return { write: (text) => void writeSync(handle, text), close: () => closeSync(handle) };
}
