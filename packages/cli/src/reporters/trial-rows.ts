import type { ComparisonEvent, Design } from '@tune/compare';
import { terminalWidth } from '../process/output.ts';
import type { Line } from '../terminal/line.ts';
import { visible } from '../terminal/visible.ts';
import { displayWidth, pad, shorten } from '../terminal/width.ts';
import { formatValue, reasonOf } from './format.ts';
import { RunningBest } from './running-best.ts';

/** The widest name or choice in a row. */
const WIDEST = 24;
/** The longest reason below a row in a file; JSON has the whole one. */
const LONGEST_REASON = 200;
/** The least width of a row's value. */
const VALUE = 10;
/** Columns that a cell takes besides its own: ` | `. */
const BETWEEN = 3;

/** A parameter as a column of the rows. */
interface ParameterColumn {
  readonly name: string;
  readonly width: number;
  /** Negative values are possible: others have a space in front, so that digits are below digits. */
  readonly isSigned: boolean;
}

type TrialEnded = ComparisonEvent & { type: 'trial-ended' };

/** Rows as in the tutorial's table: trial, strategy, value, parameters; a new best is marked. */
export class TrialRows {
  readonly #design: Design;
  readonly #metric: string;
  readonly #labelWidth: number;
  readonly #valueWidth: number;
  readonly #parameters: readonly ParameterColumn[];
  #best: RunningBest;
  #repeat = 1;

  constructor(design: Design) {
    const { objective, contenders } = design;
    this.#design = design;
    this.#best = new RunningBest(objective.direction);
    this.#metric = short(objective.metric ?? 'value');
    const labels = contenders.map(({ label }) => displayWidth(short(label)));
    this.#labelWidth = Math.max(8, ...labels);
    this.#valueWidth = Math.max(VALUE, displayWidth(this.#metric) + 2);
    this.#parameters = objective.space.names.map((name) =>
      parameterColumn(name, objective.space.parameters[name]!.toJSON()),
    );
  }

  head(width = terminalWidth()): string {
    const heads = this.#parameters.map(({ name, width }) => pad(short(name), width));
    return this.#line('trial', 'repeat', 'strategy', this.#metric, heads, width);
  }

  /** The row of a trial that ended, and whether it is better than all before it in its repeat. */
  row(event: TrialEnded, width = terminalWidth()): { lines: Line[]; isBest: boolean } {
    const { number, value, state, point } = event.trial;
    this.#enter(event.repeat);
    const isBest = this.#best.take(value);
    const shown = value === undefined ? state : `${isBest ? '*' : ' '} ${formatValue(value)}`;
    // An inactive parameter has no value.
    const cells = this.#parameters.map((one) =>
      cellOf(one, one.name in point ? point[one.name] : undefined),
    );
    const { repeat, label } = event;
    const text = this.#line(String(number), String(repeat), label, shown, cells, width);
    if (isBest) return { lines: [{ text, style: 'green' }], isBest };
    if (value !== undefined) return { lines: [text], isBest };
    const reason = reasonOf(event.trial)?.split('\n')[0];
    const below =
      reason === undefined
        ? []
        : [shorten(visible(`         ${reason}`), Math.min(width, LONGEST_REASON))];
    return { lines: [text, ...below].map((text) => ({ text, style: 'red' })), isBest };
  }

  /** Counts what was stored before. */
  goOn({ repeat, best }: ComparisonEvent & { type: 'resumed' }): void {
    this.#enter(repeat);
    this.#best.take(best?.value);
  }

  #enter(repeat: number): void {
    if (repeat === this.#repeat) return;
    this.#repeat = repeat;
    this.#best = new RunningBest(this.#design.objective.direction);
  }

  /** A line of the table: as many parameters as the terminal has room for, and `…` for the others. */
  #line(
    trial: string,
    repeat: string,
    label: string,
    value: string,
    parameters: readonly string[],
    width: number,
  ): string {
    const lead = [
      pad(trial, 5, 'start'),
      // Bests are marked in each repeat.
      ...(this.#design.repeats > 1 ? [pad(repeat, 6, 'start')] : []),
      pad(short(label), this.#labelWidth),
      pad(value, this.#valueWidth, 'start'),
    ];
    const shown = this.#fitting(lead, parameters, width);
    if (shown !== undefined) return ` | ${[...lead, ...shown].join(' | ')} |`;
    // Without parameters, and without lines between.
    const [number, end] = [pad(trial, 3, 'start'), pad(value, VALUE, 'start')];
    const room = width - 3 - displayWidth(number + end);
    if (room < 1) return shorten(` ${number} ${end}`, width);
    return ` ${number} ${pad(shorten(visible(label), room), Math.min(room, this.#labelWidth))} ${end}`;
  }

  /** The cells that fit behind the first ones, and `…` for the others; undefined if not even that fits. */
  #fitting(
    lead: readonly string[],
    parameters: readonly string[],
    width: number,
  ): readonly string[] | undefined {
    const widthOf = (cells: readonly string[]): number =>
      cells.reduce((sum, cell) => sum + displayWidth(cell) + BETWEEN, 0);
    let room = width - 2 - widthOf(lead);
    if (widthOf(parameters) <= room) return parameters;
    room -= widthOf(['…']);
    if (room < 0) return undefined;
    const count = parameters.findIndex((cell) => (room -= widthOf([cell])) < 0);
    return [...parameters.slice(0, count), '…'];
  }
}

const short = (text: string): string => shorten(visible(text), WIDEST);

function cellOf({ width, isSigned }: ParameterColumn, value: unknown): string {
  if (value === undefined) return pad('', width);
  const sign = isSigned && !/^-/.test(formatValue(value)) ? ' ' : '';
  const text = typeof value === 'string' ? shorten(visible(value), width) : formatValue(value);
  return pad(sign + text, width);
}

/** A column that is wide enough for every value of the parameter, unless it is a long text. */
function parameterColumn(
  name: string,
  { choices, low, high }: { readonly [key: string]: unknown },
): ParameterColumn {
  const values = Array.isArray(choices) ? (choices as unknown[]) : [low, high];
  const isSigned = values.every((value) => typeof value === 'number') && Math.min(...values) < 0;
  const widths = [name, ...values.map(formatValue)].map((text) => displayWidth(short(text)));
  return { name, isSigned, width: Math.max(isSigned ? 10 : 9, ...widths) };
}
