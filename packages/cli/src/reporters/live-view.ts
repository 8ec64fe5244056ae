import type { Design } from '@tune/compare';
import { colors } from './colors.ts';
import { countOf, formatSeconds, formatValue } from './format.ts';
import type { Progress } from './progress.ts';
import { alignColumns, clip } from './table.ts';

const BAR = 20;

/** The part of the screen that is redrawn: a line for each strategy, and the progress of all. */
export function liveView(design: Design, progress: Progress, now: number): string {
  const rows = [['strategy', 'trials', 'best', 'at trial', 'last', 'now']];
  for (const [label, run] of progress.runs) {
    const { ended, best, bestAt, last, now } = run;
    rows.push([label, `${ended}/${design.trials}`, show(best), show(bestAt), show(last), now]);
  }
  const [head = '', ...lines] = alignColumns(rows);
  const done = Math.round((BAR * progress.ended) / Math.max(1, progress.planned));
  const left = progress.secondsLeft(now);
  const parts = [
    `${progress.ended}/${progress.planned}`,
    design.repeats > 1 ? `repeat ${progress.repeat}/${design.repeats}` : '',
    // After the last trial the bests may still be tested.
    left === undefined || progress.ended === progress.planned
      ? `${formatSeconds(progress.seconds(now))} so far`
      : `${formatSeconds(left)} left`,
    'Ctrl-C stops and keeps',
  ].filter((part) => part !== '');
  const bar = `${'█'.repeat(done)}${'░'.repeat(BAR - done)}`;
  return ['', colors.dim(clip(head)), ...[...lines, ` ${bar}  ${parts.join('  ')}`].map(clip)].join(
    '\n',
  );
}

const show = (value: number | string | undefined): string =>
  value === undefined ? '' : formatValue(value);

/** `8 trials each, 3 repeats, seed 1`. */
export function planLine({ objective, trials, repeats, seed, contenders }: Design): string {
  const { name, preset, description, direction, metric = 'value' } = objective;
  const which = [preset, description].filter((part) => part !== undefined).join(': ');
  return [
    name + (which === '' ? '' : ` (${which})`),
    `${direction} ${metric}`,
    contenders.map(({ label }) => label).join(', '),
    `${countOf(trials, 'trial')}${contenders.length > 1 ? ' each' : ''}`,
    ...(repeats > 1 ? [countOf(repeats, 'repeat')] : []),
    `seed ${seed}`,
  ].join(' · ');
}
