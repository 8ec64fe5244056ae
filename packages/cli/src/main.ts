import { EXIT } from './process/exit-code.ts';
import { captureStdout, logOutput, write } from './process/output.ts';
import { COMMANDS } from './program/commands.ts';
import { createParser } from './program/parser.ts';

/**
 * The tune command. Nothing else of ours is imported before a command runs or an error is explained, so
 * that the help comes at once.
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
    const { explain } = await import('./program/explain.ts');
    return explain(error, argv, COMMANDS);
  }
}
