import { EXIT } from './exit-code.ts';

const OWN_CODES: ReadonlySet<number> = new Set([EXIT.failed, EXIT.usage, EXIT.interrupted]);

const REMEDY =
  'A pruner, a reporter or a config must not call it; of an objective or a strategy, leave out --isolation none: elsewhere that costs only itself.';

/** Where code that is not of this product has called `process.exit`, if that can be told. */
function placeOfCall(): string {
  const frames = (new Error().stack ?? '').split('\n').map((line) => line.trim());
  const exit = frames.findIndex((line) => /\bprocess\.exit\b/.test(line));
  const caller = exit === -1 ? undefined : frames[exit + 1];
  return caller === undefined ? '' : ` (${caller})`;
}

/**
 * Two ends must not look like the good end of the command: code of others that calls
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
      : `process.exit(${code}) was called in the process of the command, which ended with it${placeOfCall()}. ${REMEDY}`;
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
