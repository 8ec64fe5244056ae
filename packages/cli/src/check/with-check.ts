import type { Reporter } from '../reporters/reporter.ts';
import { checkOf } from './check-of.ts';

/** A reporter that is told after each comparison what it says as a comparison of equals. */
export const withCheck = (reporter: Required<Reporter>): Required<Reporter> => ({
  ...reporter,
  event(event, isOld) {
    reporter.event(event, isOld);
    if (event.type !== 'comparison') return;
    const check = checkOf(event.comparison);
    if (check !== undefined) reporter.check(check, event.comparison);
  },
});
