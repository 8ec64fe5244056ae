import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TuneError } from '@tune/core';
import { objectiveError } from '../errors.ts';

/** The text of a file of the package, and the error for what is wrong in it. */
export interface DataFile {
  readonly text: string;
  /** An OBJECTIVE_DATA_INVALID. */
  invalid(reason: string, cause?: unknown): TuneError;
  /** @throws OBJECTIVE_DATA_INVALID */
  json(text: string, part: string): unknown;
}

const REMEDY = 'Install the package again, or make the table again with benchmarks/mnist-table.';

/** @throws OBJECTIVE_DATA_MISSING */
export function readDataFile(url: URL): DataFile {
  const file = fileURLToPath(url);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = `${file} cannot be read`;
    const details = { objective: 'mnist-table', reason, remedy: REMEDY };
    throw objectiveError('OBJECTIVE_DATA_MISSING', details, { cause });
  }
  const invalid = (reason: string, cause?: unknown) =>
    objectiveError('OBJECTIVE_DATA_INVALID', { file, reason, remedy: REMEDY }, { cause });
  const json = (part: string, name: string): unknown => {
    try {
      return JSON.parse(part);
    } catch (cause) {
      throw invalid(`${name} is not JSON, or cut off`, cause);
    }
  };
  return { text, invalid, json };
}
