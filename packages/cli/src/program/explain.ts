import { isTuneError, type TuneError } from '@tune/core';
import { isUsage, messageOf } from '../errors.ts';
import { EXIT } from '../process/exit-code.ts';
import { log } from '../process/output.ts';
import { wrap } from '../terminal/width.ts';
import type { Command } from './command.ts';
import { toUsageError } from './usage-errors.ts';

const HANG = { hang: 6, longest: 10_000 };

/**
 * Prints why a command ended.
 * @returns the exit code
 */
export async function explain(
  thrown: unknown,
  argv: readonly string[],
  commands: readonly Command[],
): Promise<number> {
  const error = await toUsageError(thrown, argv, commands);
  if (isTuneError(error)) {
    const width = process.stderr.isTTY ? process.stderr.columns : Infinity;
    const lines = `tune: ${messageOf(error)}`.split('\n');
    const shown = lines.flatMap((line, i) => wrap(i === 0 ? line : `      ${line}`, width, HANG));
    log(shown.join('\n'));
    for (const frame of await placesOf(error)) log(`      ${frame}`);
    return isUsage(error) ? EXIT.usage : EXIT.failed;
  }
  // An unknown error: its stack says more than a sentence.
  log(`tune: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return EXIT.failed;
}

/** Where code of the user's threw what a pruner could not decide for. */
async function placesOf({ code, cause }: TuneError): Promise<readonly string[]> {
  if (code !== 'PRUNER_FAILED') return [];
  return (await import('../reporters/failure-lines.ts')).framesOf(cause);
}
