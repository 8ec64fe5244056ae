import type { ComparisonEvent, Design } from '@tune/compare';
import { colors } from './colors.ts';
import { formatValue, reasonOf } from './format.ts';
import { RunningBest } from './running-best.ts';
import { clip } from './table.ts';

/** Rows as in the tutorial's table: trial, strategy, value, parameters; a new best is marked. */
export class TrialRows {
  readonly #design: Design;
  readonly #widths: readonly number[];
  #count = 0;
  #best: RunningBest;
  #repeat = 1;

  constructor(design: Design) {
    this.#design = design;
    this.#best = new RunningBest(design.objective.direction);
    const { space } = design.objective;
    const label = Math.max(8, ...design.contenders.map(({ label }) => label.length));
    this.#widths = [
      5,
      ...(design.repeats > 1 ? [6] : []),
      label,
      Math.max(10, this.#metric.length + 2),
      ...space.names.map((name) => Math.max(9, name.length)),
    ];
  }

  get #metric(): string {
    return this.#design.objective.metric ?? 'value';
  }

  head(): string {
    const { names } = this.#design.objective.space;
    return this.#line(['trial', ...this.#ofRepeats('repeat'), 'strategy', this.#metric, ...names]);
  }

  /** The row of a trial that ended, and whether it is better than all before it in its repeat. */
  row(event: ComparisonEvent & { type: 'trial-ended' }): { line: string; isBest: boolean } {
    const { value, state, point } = event.trial;
    const { space } = this.#design.objective;
    this.#enter(event.repeat);
    this.#count += 1;
    const isBest = this.#best.take(value);
    const shown = value === undefined ? state : `${isBest ? '*' : ' '} ${formatValue(value)}`;
    // An inactive parameter has no value.
    const cells = space.names.map((name) => (name in point ? formatValue(point[name]) : ''));
    const repeat = this.#ofRepeats(String(event.repeat));
    const line = this.#line([String(this.#count), ...repeat, event.label, shown, ...cells]);
    const reason = reasonOf(event.trial)?.split('\n')[0];
    const below = reason === undefined ? '' : `\n         ${reason}`;
    if (isBest) return { line: colors.green(line), isBest };
    return { line: value === undefined ? colors.red(line + below) : line, isBest };
  }

  /** Counts what was stored before. */
  goOn({ repeat, ended, best }: ComparisonEvent & { type: 'resumed' }): void {
    this.#enter(repeat);
    this.#count += ended;
    this.#best.take(best?.value);
  }

  #enter(repeat: number): void {
    if (repeat === this.#repeat) return;
    this.#repeat = repeat;
    this.#best = new RunningBest(this.#design.objective.direction);
  }

  /** A cell that is shown only if there are several repeats: bests are marked in each of them. */
  #ofRepeats(cell: string): string[] {
    return this.#design.repeats > 1 ? [cell] : [];
  }

  #line(cells: readonly string[]): string {
    const label = this.#ofRepeats('').length + 1;
    const padded = cells.map((cell, j) =>
      j < label || j === label + 1
        ? cell.padStart(this.#widths[j]!)
        : cell.padEnd(this.#widths[j]!),
    );
    return clip(` | ${padded.join(' | ')} |`);
  }
}
