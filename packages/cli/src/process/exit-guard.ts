import { EXIT } from './exit-code.ts';

const OWN_CODES: ReadonlySet<number> = new Set([EXIT.failed, EXIT.usage, EXIT.interrupted]);

/**
 * Two ends must not look like the good end of the command: code of an objective or a strategy that calls
 * `process.exit(0)` in this process, and an event loop that ran empty while the command waits for it.
 * @returns call it when the command has ended by itself
 */
export function guardExit(): () => void {
  let isEmpty = false;
  const empty = (): void => void (isEmpty = true);
  const exiting = (code: number): void => {
    if (OWN_CODES.has(code)) return;
    const reason = isEmpty
      ? 'the command waits for something that never comes: a promise of an objective or a strategy, or an await of a module, is never settled.'
      : `an objective or a strategy called process.exit(${code}) in the process of the command, which ended with it. Leave out --isolation none: in a child process that is one failed trial.`;
    process.stderr.write(`tune: ${reason}\n`);
    process.exitCode = EXIT.failed;
  };
  process.on('beforeExit', empty);
  process.on('exit', exiting);
  return () => {
    process.off('beforeExit', empty);
    process.off('exit', exiting);
  };
}
