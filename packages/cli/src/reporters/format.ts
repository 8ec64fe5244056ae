import type { Point, Trial } from '@tune/core';

/** Numbers and times as people read them. */

/** Four significant digits, or four decimals between 0.1 and 10,000. */
export function formatValue(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e5) return size >= 0.1 ? value.toFixed(4) : value.toPrecision(4);
  return value.toExponential(3);
}

/** The size of a difference, or an end of its interval: two digits, more only before the point. */
export function formatSize(size: number): string {
  if (size === 0) return '0';
  const absolute = Math.abs(size);
  if (absolute < 1e-4 || absolute >= 1e6) return size.toExponential(1);
  return absolute >= 9.95 ? size.toFixed(0) : size.toPrecision(2);
}

/** A share in whole percent. */
export const percent = (share: number): number => Math.round(100 * share);

export function formatSeconds(seconds: number): string {
  // Compared after rounding: 59.7 is a minute, not 60 s.
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `1 trial`, `2 trials`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : plural}`;
}

/** A time in milliseconds, as ISO 8601; what is no time is shown as it is. */
export const formatTime = (at: number): string =>
  Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at);

/** `3 min ago`, from milliseconds. */
export function formatAge(ms: number): string {
  if (!Number.isFinite(ms)) return 'at an unknown time';
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return `${Math.floor(minutes / 60 / 24)} days ago`;
}

/** `lr 0.001, units 128`: the values that a point has. */
export const formatPoint = (point: Point): string =>
  Object.entries(point)
    .map(([name, value]) => `${name} ${formatValue(value)}`)
    .join(', ');

/** Why a trial has no value: why it ended, or why its last attempt was cut off. */
export function reasonOf({ outcome, interruption }: Trial): string | undefined {
  const end = outcome ?? interruption;
  return end === undefined || end.state === 'complete' ? undefined : end.reason;
}
