import type { Design } from '@tune/compare';
import { terminalWidth } from '../process/output.ts';
import type { Line } from '../terminal/line.ts';
import { alignColumns, fitTable, widthOf } from '../terminal/table.ts';
import { displayWidth } from '../terminal/width.ts';
import { countOf, formatSeconds, formatValue } from './format.ts';
import type { Progress } from './progress.ts';

const HEAD = ['strategy', 'trials', 'best', 'at trial', 'last', 'now'];
/** What goes where the terminal is narrow: first while `now` is whole, then while it is shortened. */
const WHOLE = [
  HEAD,
  ['strategy', 'trials', 'best', 'last', 'now'],
  ['strategy', 'trials', 'best', 'now'],
];
const SHORTENED = [WHOLE.at(-1)!, ['strategy', 'trials', 'best'], ['strategy', 'best']];

/** The part of the screen that is redrawn: a line for each strategy, and the progress of all. */
export function liveView(
  design: Design,
  progress: Progress,
  now: number,
  width = terminalWidth(),
): Line[] {
  const rows = [...progress.runs].map(([label, run]): Readonly<Record<string, string>> => {
    const { ended, best, bestAt, last, now } = run;
    return {
      ...{ strategy: label, trials: `${ended}/${design.trials}`, now },
      ...{ best: show(best), 'at trial': show(bestAt), last: show(last) },
    };
  });
  const [text = '', ...lines] = fittingTable(rows, width);
  return ['', { text, style: 'dim' }, ...lines, barLine(design, progress, now, width)];
}

function fittingTable(rows: readonly Readonly<Record<string, string>>[], width: number): string[] {
  const of = (heads: readonly string[]): string[][] => [
    [...heads],
    ...rows.map((row) => heads.map((head) => row[head]!)),
  ];
  const whole = WHOLE.map(of).find((table) => widthOf(table) <= width);
  if (whole !== undefined) return alignColumns(whole, width);
  for (const heads of SHORTENED) {
    const lines = fitTable(of(heads), width);
    if (lines !== undefined) return lines;
  }
  return alignColumns(of(['strategy', 'best']), width);
}

/** The bar and what is known of all strategies, as much as the line holds. */
function barLine(design: Design, progress: Progress, now: number, width: number): string {
  const { ended, planned, repeat } = progress;
  const left = progress.secondsLeft(now);
  const count = `${ended}/${planned}`;
  const repeats = design.repeats > 1 ? `repeat ${repeat}/${design.repeats}` : '';
  // After the last trial the bests may still be tested.
  const time =
    left === undefined || ended === planned
      ? `${formatSeconds(progress.seconds(now))} so far`
      : `${formatSeconds(left)} left${design.untilDecided === true ? ' at most' : ''}`;
  const bar = (length: number): string => {
    const done = Math.round((length * ended) / Math.max(1, planned));
    return '█'.repeat(done) + '░'.repeat(length - done);
  };
  const variants = [
    [bar(20), count, repeats, time, 'Ctrl-C stops and keeps'],
    [bar(20), count, repeats, time],
    [bar(10), count, repeats, time],
    [bar(10), count, time],
    [count, time],
  ].map((parts) => ` ${parts.filter((part) => part !== '').join('  ')}`);
  return variants.find((line) => displayWidth(line) <= width) ?? ` ${count}`;
}

const show = (value: number | string | undefined): string =>
  value === undefined ? '' : formatValue(value);

/** `8 trials each · 3 repeats · seed 1`, `repeats until it is decided, 40 at most`. */
export function planLine(design: Design): string {
  const { objective, trials, repeats, seed, contenders, untilDecided } = design;
  const { name, preset, description, direction, metric = 'value' } = objective;
  const which = [preset, description].filter((part) => part !== undefined).join(': ');
  return [
    name + (which === '' ? '' : ` (${which})`),
    `${direction} ${metric}`,
    contenders.map(({ label }) => label).join(', '),
    `${countOf(trials, 'trial')}${contenders.length > 1 ? ' each' : ''}`,
    ...(untilDecided === true
      ? [`repeats until it is decided, ${repeats} at most`]
      : repeats > 1
        ? [countOf(repeats, 'repeat')]
        : []),
    `seed ${seed}`,
  ].join(' · ');
}
