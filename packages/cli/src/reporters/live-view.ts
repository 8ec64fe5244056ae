import type { Design } from '@tune/compare';
import { colors } from './colors.ts';
import { countOf, formatSeconds, formatValue } from './format.ts';
import type { Progress } from './progress.ts';
import { alignColumns } from './table.ts';

const BAR = 30;

/** The part of the screen that is redrawn: a line for each strategy, and how far it all is. */
export function liveView(design: Design, progress: Progress, now: number): string {
  const rows = [['strategy', 'trials', 'best', 'at trial', 'last', 'now']];
  for (const [label, lane] of progress.lanes) {
    rows.push([
      label,
      `${lane.ended}/${design.trials}`,
      show(lane.best),
      show(lane.bestAt),
      show(lane.last),
      lane.now,
    ]);
  }
  const [head = '', ...lines] = alignColumns(rows);
  const done = Math.round((BAR * progress.ended) / Math.max(1, progress.planned));
  const left = progress.secondsLeft(now);
  const facts = [
    `${progress.ended}/${progress.planned}`,
    design.repeats > 1 ? `repeat ${progress.repeat}/${design.repeats}` : '',
    left === undefined
      ? `${formatSeconds(progress.seconds(now))} so far`
      : `${formatSeconds(left)} left`,
    'Ctrl-C stops and keeps',
  ].filter((fact) => fact !== '');
  const bar = `${'█'.repeat(done)}${'░'.repeat(BAR - done)}`;
  const width = process.stdout.columns ?? 80;
  return ['', colors.dim(head), ...lines, ` ${bar}  ${facts.join('  ')}`]
    .map((line) => clip(line, width))
    .join('\n');
}

const show = (value: number | string | undefined): string =>
  value === undefined ? '' : formatValue(value);

/** A line that would wrap breaks the redrawing; colors here stand only around whole lines. */
function clip(line: string, width: number): string {
  return line.length <= width || line.includes('\u001b') ? line : line.slice(0, width - 1);
}

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
