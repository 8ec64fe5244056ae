import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { cliError, usage } from '../errors.ts';

/** Relative paths start here, also where `tune resume` goes to another folder. */
const START = process.cwd();

/** A file that a reporter writes. */
export interface OutputFile {
  /** @throws CLI_OUTPUT_FAILED */
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
    throw usage(`--reporter ${reporter}:${file} cannot be written: ${reasonOf(error)}`);
  }
  return {
    write: (text) => appendText(handle, text, file),
    close: () => closeSync(handle),
  };
}

/**
 * Adds text to a file.
 * @param shown  the file as the person knows it
 * @throws CLI_OUTPUT_FAILED
 */
export function appendText(file: string | number, text: string, shown: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    throw cliError('CLI_OUTPUT_FAILED', { reason: `${shown}: ${reasonOf(error)}` });
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
