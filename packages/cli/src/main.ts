import { codeAtEnd, EXIT } from './process/exit-code.ts';
import { captureOutput, flush, logOutput, outputFailure, write } from './process/output.ts';
import { onUncaught } from './process/uncaught.ts';
import { COMMANDS } from './program/commands.ts';
import { helpText } from './program/help.ts';
import { createParser } from './program/parser.ts';

/**
 * The tune command. Nothing else of ours is imported before a command runs or an error is explained, so
 * that the help comes at once.
 * @returns the exit code
 */
export async function main(argv: readonly string[]): Promise<number> {
  captureOutput(logOutput);
  const explain = async (error: unknown): Promise<number> =>
    (await import('./program/explain.ts')).explain(error, argv, COMMANDS);
  // What a plugin throws from a timer of its own; Node would print it past the stream. An error of
  // explaining it must not come back here, or the process would go on explaining.
  onUncaught((error) => void explain(error).then(process.exit, () => process.exit(EXIT.failed)));
  let code: number = EXIT.ok;
  // What the script of `tune complete` asks at each press of the Tab key.
  if (argv[0] === 'complete' && argv[1] === '--') {
    const { complete } = await import('./program/completion.ts');
    await write(await complete(argv.slice(2), COMMANDS));
    await flush();
    return code;
  }
  const parser = createParser(COMMANDS, argv, (result) => (code = result));
  try {
    let help = '';
    await parser.parse(argv, {}, (_error, _flags, text) => {
      help = text;
    });
    if (help !== '') await write(`${await helpText(help, COMMANDS)}\n`);
  } catch (error) {
    code = await explain(error);
  }
  code = codeAtEnd(code);
  await flush();
  const reason = outputFailure();
  if (reason === undefined) return code;
  const { cliError } = await import('./errors.ts');
  const failed = await explain(cliError('CLI_OUTPUT_FAILED', { reason }));
  return code === EXIT.ok ? failed : code;
}
