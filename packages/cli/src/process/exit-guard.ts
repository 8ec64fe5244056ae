import { EXIT } from './exit-code.ts';

const OWN_CODES: ReadonlySet<number> = new Set([EXIT.failed, EXIT.usage, EXIT.interrupted]);

/**
 * Code of an objective or a strategy that calls `process.exit(0)` in this process must not look like the
 * good end of the command.
 * @returns call it when the command has ended by itself
 */
export function guardExit(): () => void {
  const exiting = (code: number): void => {
    if (OWN_CODES.has(code)) return;
    process.stderr.write(
      `tune: an objective or a strategy called process.exit(${code}) in the process of the command, which ended with it. Leave out --isolation none: in a child process that is one failed trial.\n`,
    );
    process.exitCode = EXIT.failed;
  };
  process.on('exit', exiting);
  return () => process.off('exit', exiting);
}
