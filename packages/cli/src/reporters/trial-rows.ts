import type { ComparisonEvent, Design } from '@tune/compare';
import { isBetter } from '@tune/core';
import { colors } from './colors.ts';
import { formatValue } from './format.ts';
import { clip } from './table.ts';

/** Rows as in the tutorial's table: trial, strategy, value, parameters; a new best is marked. */
export class TrialRows {
  readonly #design: Design;
  readonly #widths: readonly number[];
  #count = 0;
  #best: number | undefined;
  #repeat = 1;

  constructor(design: Design) {
    this.#design = design;
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
    const { value, state, point, outcome } = event.trial;
    const { space } = this.#design.objective;
    this.#enter(event.repeat);
    this.#count += 1;
    const isBest = this.#take(value);
    const shown = value === undefined ? state : `${isBest ? '*' : ' '} ${formatValue(value)}`;
    // A parameter whose condition does not hold has no value.
    const cells = space.names.map((name) => (name in point ? formatValue(point[name]) : ''));
    const repeat = this.#ofRepeats(String(event.repeat));
    const line = this.#line([String(this.#count), ...repeat, event.label, shown, ...cells]);
    const reason =
      outcome !== undefined && 'reason' in outcome
        ? `\n         ${outcome.reason.split('\n')[0]}`
        : '';
    if (isBest) return { line: colors.green(line), isBest };
    return { line: value === undefined ? colors.red(line + reason) : line, isBest };
  }

  /** Counts in what was stored before. */
  goOn({ repeat, ended, best }: ComparisonEvent & { type: 'resumed' }): void {
    this.#enter(repeat);
    this.#count += ended;
    this.#take(best?.value);
  }

  #enter(repeat: number): void {
    if (repeat !== this.#repeat) this.#best = undefined;
    this.#repeat = repeat;
  }

  /** Whether the value is the best so far. */
  #take(value: number | undefined): boolean {
    const { direction } = this.#design.objective;
    const isBest =
      value !== undefined && (this.#best === undefined || isBetter(direction, value, this.#best));
    if (isBest) this.#best = value;
    return isBest;
  }

  /** A cell that only several repeats need: bests are marked in each of them. */
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
