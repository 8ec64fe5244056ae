/** A place in the unit square. */
export type Place = readonly [number, number];

/** A measured place: its mean value and its weight. */
export interface Site {
  readonly place: Place;
  readonly value: number;
  readonly weight: number;
}

/** A thin-plate spline: a plane plus a bump at each place. */
export interface ThinPlate {
  readonly places: readonly Place[];
  /** One coefficient for each place. */
  readonly bumps: readonly number[];
  /** Constant, slope along the first axis, slope along the second. */
  readonly plane: readonly [number, number, number];
}

/** A spline, and its leave-one-out errors. */
export interface SmoothedSites {
  readonly spline: ThinPlate;
  /** Measured minus predicted for each site, predicted from the other sites. */
  readonly leftOut: readonly number[];
}

/** r^2 log r as a function of r^2; @see [Duchon1977] */
const bump = (square: number): number => (square === 0 ? 0 : 0.5 * square * Math.log(square));

const squareOf = (a: Place, b: Place): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;

/** The value of a spline at a place. */
export function thinPlateAt({ places, bumps, plane }: ThinPlate, at: Place): number {
  const flat = plane[0] + plane[1] * at[0] + plane[2] * at[1];
  return places.reduce((sum, place, i) => sum + bumps[i]! * bump(squareOf(place, at)), flat);
}

/**
 * Minimizes sum weight (value - f)^2 + smoothing * bending(f): with smoothing 0 it passes through every
 * site, with a large one it is a plane. Leave-one-out errors follow from the inverse of the system,
 * without further fits.
 *
 * @param sites  at least 4, at different places, not all on one line
 * @see [Duchon1977] [Wahba1990]
 */
export function smoothSites(sites: readonly Site[], smoothing: number): SmoothedSites {
  const n = sites.length;
  const size = n + 3;
  const system = new Float64Array(size * size);
  sites.forEach(({ place, weight }, i) => {
    sites.forEach((other, j) => {
      system[i * size + j] = bump(squareOf(place, other.place));
    });
    system[i * size + i]! += smoothing / weight;
    [1, ...place].forEach((term, k) => {
      system[i * size + n + k] = term;
      system[(n + k) * size + i] = term;
    });
  });
  const inverse = invert(system, size);
  const solution = Array.from({ length: size }, (_, row) =>
    sites.reduce((sum, { value }, j) => sum + inverse[row * size + j]! * value, 0),
  );
  const bumps = solution.slice(0, n);
  return {
    spline: {
      places: sites.map(({ place }) => place),
      bumps,
      plane: solution.slice(n) as unknown as ThinPlate['plane'],
    },
    leftOut: bumps.map((coefficient, i) => coefficient / inverse[i * size + i]!),
  };
}

/** Gauss-Jordan elimination with partial pivoting; the system is symmetric but not definite. */
function invert(matrix: Float64Array, size: number): Float64Array {
  const left = matrix.slice();
  const right = new Float64Array(size * size);
  for (let i = 0; i < size; i++) right[i * size + i] = 1;
  const rowOf = (of: Float64Array, row: number) => of.subarray(row * size, (row + 1) * size);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(left[row * size + column]!) > Math.abs(left[pivot * size + column]!))
        pivot = row;
    }
    for (const half of [left, right]) {
      const [upper, lower] = [rowOf(half, column), rowOf(half, pivot)];
      const kept = upper.slice();
      upper.set(lower);
      lower.set(kept);
    }
    const scale = 1 / left[column * size + column]!;
    for (const half of [left, right]) {
      const row = rowOf(half, column);
      for (let j = 0; j < size; j++) row[j]! *= scale;
    }
    for (let row = 0; row < size; row++) {
      const factor = left[row * size + column]!;
      if (row === column || factor === 0) continue;
      for (const half of [left, right]) {
        const [target, source] = [rowOf(half, row), rowOf(half, column)];
        for (let j = 0; j < size; j++) target[j]! -= factor * source[j]!;
      }
    }
  }
  return right;
}
