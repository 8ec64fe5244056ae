import type { Ground, RunState } from './messages.ts';
import type { Player } from './player.ts';
import { numeral } from './why.ts';

/** The largest number of a list; 1 of none. */
export const largestOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => (b > a ? b : a), 0) || 1;

/** What a map of trials shows, in words. */
export function runLabel(title: string, run: RunState, { axes }: Ground): string {
  const { strategy, trials, next } = run;
  const best = trials.find(({ number }) => number === run.best);
  const [x, y] = axes;
  const found =
    best === undefined
      ? ''
      : ` The best is trial ${best.number}: ${numeral(best.value)} at ${x.name} ${numeral(best.point[0])}, ${y.name} ${numeral(best.point[1])}.`;
  const coming =
    next === undefined
      ? ''
      : ` Trial ${next.number} comes next, at ${x.name} ${numeral(at(x, next.place.x))}, ${y.name} ${numeral(at(y, next.place.y))}.`;
  return `${title} from blue, small, to yellow, large, with ${trials.length} trials of ${strategy}.${found}${coming}`;
}

const at = ({ low, high }: Ground['axes'][0], share: number): number => low + share * (high - low);

/** One line on how far the search is. */
export function summaryOf({ fault, state, isPlaying, isOver, settings }: Player): string {
  if (fault.value !== undefined) return fault.value;
  if (state.value === undefined) return 'Starting ...';
  const done = Math.max(...state.value.runs.map(({ trials }) => trials.length));
  const of = `${done} of ${settings.value?.trials} trials`;
  if (isOver.value) return `Finished: ${of}.`;
  return isPlaying.value ? `Playing: ${of}.` : `Paused: ${of}.`;
}
