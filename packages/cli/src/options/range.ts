import type { AmountOption, NumberOption } from './option.ts';

type Range = Pick<NumberOption, 'min' | 'max' | 'whole' | 'unit'> | AmountOption;

/** Whether a value is in the range of an option. */
export function isWithin({ min, max, whole }: Range, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  return value >= min && value <= max && (whole !== true || Number.isInteger(value));
}

/** `a whole number from 1 to 256`, `seconds from 0.001 to 31,536,000`. */
export function rangeOf(option: Range): string {
  const { min, max, whole } = option;
  const unit = 'unit' in option ? option.unit : undefined;
  if (max === Number.MAX_VALUE) return min === 0 ? 'a number of at least 0' : 'a finite number';
  const kind = whole === true ? 'a whole number' : (unit ?? 'a number');
  const end = unit === 'seconds' ? ` (${max / 86_400} days)` : '';
  return `${kind} from ${shown(min)} to ${shown(max)}${end}`;
}

const shown = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 3 });
