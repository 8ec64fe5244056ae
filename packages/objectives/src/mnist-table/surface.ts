import { MNIST_PRESETS } from '../mnist/presets.ts';
import { stddevAt, type Noise } from './noise.ts';
import { thinPlateAt, type Place, type ThinPlate } from './thin-plate.ts';

/** A point of the tutorial's space. */
export type TablePoint = Readonly<{ lr: number; dropout2Rate: number }>;

/** One measured training. */
export interface TableRow {
  readonly point: TablePoint;
  /** Share of the {@link IMAGES}. */
  readonly accuracy: number;
}

/** How `lr` is laid along the first axis. */
export type Scale = keyof typeof SPACES;

/** What is kept of a table, as JSON: a fitted function, its noise, and how good it is. */
export interface Surface {
  /** Measured trainings, and the different points among them. */
  readonly rows: number;
  readonly points: number;
  readonly scale: Scale;
  readonly smoothing: number;
  /** Of the logit of the accuracy. */
  readonly spline: ThinPlate;
  readonly noise: Noise;
  /** Root mean square of accuracy measured minus predicted, each point left out of its prediction. */
  readonly leaveOneOutError: number;
  /** The same if only the mean of the other points is predicted: what a surface has to beat. */
  readonly meanError: number;
  /** The highest accuracy of the surface without noise, and where. */
  readonly best: { readonly point: TablePoint; readonly accuracy: number };
}

/** The tutorial's test images. */
export const IMAGES = 640;
/** The tutorial's space, and the same box with a logarithmic learning rate. */
export const SPACES = {
  linear: MNIST_PRESETS['tutorial']!.space,
  log: MNIST_PRESETS['full']!.space,
} as const;

/** Where a point lies in the unit square. */
export const placeOf = (point: TablePoint, scale: Scale): Place =>
  [...SPACES[scale].encode(point)] as unknown as Place;

/** Half an image is added to both sides, so that no count is infinite. */
export function logitOf(accuracy: number): number {
  const hits = accuracy * IMAGES;
  return Math.log((hits + 0.5) / (IMAGES - hits + 0.5));
}

/** The accuracy of a logit; the inverse of {@link logitOf}, but for half an image. */
export const accuracyOf = (logit: number): number => {
  const share = 1 / (1 + Math.exp(-logit));
  return Math.min(1, Math.max(0, (share * (IMAGES + 1) - 0.5) / IMAGES));
};

/** The logit that a training at this point has in the middle. */
export const logitAt = ({ spline, scale }: Surface, point: TablePoint): number =>
  thinPlateAt(spline, placeOf(point, scale));

/**
 * The accuracy of one training.
 * @param chance  standard normal; 0 leaves the noise out, and then nothing is rounded to whole images
 */
export function accuracyAt(surface: Surface, point: TablePoint, chance: number): number {
  const logit = logitAt(surface, point);
  if (chance === 0) return accuracyOf(logit);
  return Math.round(accuracyOf(logit + stddevAt(surface.noise, logit) * chance) * IMAGES) / IMAGES;
}
