import { toLoss } from '@tune/core/plugin';
import type { Comparison, StrategySummary } from '../comparison.ts';
import { shareInterval } from '../statistics/share-interval.ts';
import { found, nothingFound, type Claim, type Finding } from './claim.ts';
import { isAtLeast, repeatsFor } from './probability.ts';
import { likeThese, range, repeatsText, shown } from './words.ts';

/** Whether the median of a strategy is at least as good as a value. */
export function valueFinding(
  comparison: Comparison,
  { value, strategy, probability }: Claim & { type: 'at-least' },
): Finding {
  const { leader, direction, strategies, wholeRepeats, repeats, verdict } = comparison;
  const who = strategy ?? leader;
  const summary = strategies.find(({ name }) => name === who);
  if (summary === undefined) return nothingFound(wholeRepeats >= repeats);
  const isGood = (one: number): boolean => toLoss(direction, one) <= toLoss(direction, value);
  const { name, median, values } = summary;
  const of = `${name} has ${median === null ? 'no value' : shown(median)} at the median of ${repeatsText(values.length)}`;
  if (median === null || !isGood(median)) {
    const isOpen = wholeRepeats < repeats && verdict.answer === 'unknown';
    return isOpen
      ? found('unknown', `${of} so far; ${wholeRepeats} of ${repeats} are whole.`)
      : found('fails', `${of}.`);
  }
  return probability === undefined
    ? found('holds', `${of}.`)
    : shareFinding(summary, isGood, probability);
}

/** Whether it gets there in another repeat with the probability that is wanted. */
function shareFinding(
  { name, values }: StrategySummary,
  isGood: (value: number) => boolean,
  wanted: number,
): Finding {
  const good = values.filter((value) => value !== null && isGood(value));
  const share = good.length / values.length;
  const interval = shareInterval(share, values.length);
  const text = `${name} gets there in ${shown(share)} of ${repeatsText(values.length)} (95 %: ${range(interval)})`;
  const answer = isAtLeast(interval, wanted);
  if (answer === true) return found('holds', `${text}.`);
  if (answer === false) return found('fails', `${text}, which is below ${shown(wanted)}.`);
  const all = repeatsFor(share, wanted);
  const more = all === undefined ? null : Math.max(1, all - values.length);
  return found(
    'unknown',
    `${text}, which may be below ${shown(wanted)}: ${likeThese(more)}.`,
    more,
  );
}
