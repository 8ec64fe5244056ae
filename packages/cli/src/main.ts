import { isTuneError } from '@tune/core';
import { isUsage, messageOf } from './errors.ts';
import { EXIT } from './process/exit-code.ts';
import { captureStdout, logOutput, write } from './process/output.ts';
import { COMMANDS } from './program/commands.ts';
import { createParser } from './program/parser.ts';
import { toUsageError } from './program/usage-errors.ts';

/**
 * The tune command. Nothing heavy is imported before the command that needs it runs.
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  captureStdout(logOutput);
  let code: number = EXIT.ok;
  const parser = createParser(COMMANDS, argv, (result) => (code = result));
  try {
    await parser.parse(argv, {}, async (_error, _flags, text) => {
      if (text !== '') await write(`${text}\n`);
    });
    return code;
  } catch (error) {
    return explain(await toUsageError(error, argv, COMMANDS));
  }
}

function explain(error: unknown): number {
  if (isTuneError(error)) {
    process.stderr.write(`tune: ${messageOf(error).replaceAll('\n', '\n      ')}\n`);
    return isUsage(error) ? EXIT.usage : EXIT.failed;
  }
  // An unknown error: its stack says more than a sentence.
  process.stderr.write(
    `tune: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT.failed;
}
