import picocolors from 'picocolors';

const { env, stdout } = process;

/** NO_COLOR, then FORCE_COLOR; otherwise only on a terminal: picocolors alone would also color the log of a CI. */
function hasColors(): boolean {
  const { NO_COLOR, FORCE_COLOR } = env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stdout.isTTY === true && env['TERM'] !== 'dumb';
}

export const colors = picocolors.createColors(hasColors());
