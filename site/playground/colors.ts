/** Viridis at nine even steps: even in lightness, so that the color-blind and a gray printer tell its values apart. */
const VIRIDIS = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
] as const;

/** What is not allowed. */
const FORBIDDEN = [136, 136, 136] as const;

/** The color of a share of the scale, as three bytes. */
export function viridis(share: number): readonly [number, number, number] {
  if (Number.isNaN(share)) return FORBIDDEN;
  const at = Math.max(0, Math.min(1, share)) * (VIRIDIS.length - 1);
  const below = Math.min(Math.floor(at), VIRIDIS.length - 2);
  const [a, b] = [VIRIDIS[below]!, VIRIDIS[below + 1]!];
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(a[channel] + (at - below) * (b[channel] - a[channel]));
  return [mix(0), mix(1), mix(2)];
}

/** The scale as the background of an element. */
export const viridisGradient = `linear-gradient(to right, ${VIRIDIS.map((rgb) => `rgb(${rgb.join(' ')})`).join(', ')})`;

/** Maps values to shares of a scale. */
export type Scale = (value: number) => number;

/** Even steps from low to high. */
export const linearScale =
  (low: number, high: number): Scale =>
  (value) =>
    (value - low) / (high - low || 1);

/**
 * The share of a field's values that are smaller, so that every color has the same area: a function whose values go
 * from 0 to a million shows its valley too.
 */
export function rankScale(field: ArrayLike<number>): Scale {
  const sorted = Float64Array.from(
    Array.from(field).filter((value) => !Number.isNaN(value)),
  ).sort();
  return (value) => {
    if (Number.isNaN(value)) return NaN;
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low / Math.max(1, sorted.length - 1);
  };
}

/** RGBA of a field, four bytes for each value. */
export function paint(field: ArrayLike<number>, scale: Scale): Uint8ClampedArray<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(4 * field.length);
  for (let cell = 0; cell < field.length; cell++) {
    bytes.set(viridis(scale(field[cell]!)), 4 * cell);
    bytes[4 * cell + 3] = 255;
  }
  return bytes;
}
