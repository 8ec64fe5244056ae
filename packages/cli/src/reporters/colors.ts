import picocolors from 'picocolors';

/**
 * Colors as NO_COLOR and FORCE_COLOR say, otherwise only on a terminal: picocolors alone would also color
 * the log of a CI.
 */
const { env, stdout } = process;
const isForced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
const isTerminal = stdout.isTTY === true && env['TERM'] !== 'dumb';

export const colors = picocolors.createColors(!env['NO_COLOR'] && (isForced || isTerminal));
