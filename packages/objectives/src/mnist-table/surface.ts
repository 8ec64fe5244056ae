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
  /** How long it took; missing where that was measured on another machine. */
  readonly seconds?: number;
}

/** How `lr` maps to the first axis. */
export type Scale = keyof typeof SPACES;

/** A fitted table, as it is stored: a spline, its noise, and how well it predicts. */
export interface Surface {
  /** Measured trainings, and how many different points they have. */
  readonly rows: number;
  readonly points: number;
  readonly scale: Scale;
  readonly smoothing: number;
  /** Gives the logit of the accuracy. */
  readonly spline: ThinPlate;
  readonly noise: Noise;
  /** Root mean square of measured minus predicted accuracy, each point predicted from the others. */
  readonly leaveOneOutError: number;
  /** The same for the mean of the other points as the prediction: the baseline. */
  readonly meanError: number;
  /** The highest accuracy without noise, and its point. */
  readonly best: { readonly point: TablePoint; readonly accuracy: number };
  /** How long a training took, the median: neither parameter changes it. */
  readonly seconds: number;
}

/** The tutorial's test images. */
export const IMAGES = 640;
/** The tutorial's space, and the same box with a logarithmic learning rate. */
export const SPACES = {
  linear: MNIST_PRESETS['tutorial']!.space,
  log: MNIST_PRESETS['full']!.space,
} as const;

/** A point in the unit square. */
export const placeOf = (point: TablePoint, scale: Scale): Place =>
  [...SPACES[scale].encode(point)] as unknown as Place;

/** The logit of an accuracy; half an image is added to both counts, so that it is always finite. */
export function logitOf(accuracy: number, images = IMAGES): number {
  const hits = accuracy * images;
  return Math.log((hits + 0.5) / (images - hits + 0.5));
}

/** The accuracy of a logit: the inverse of {@link logitOf}. */
export const accuracyOf = (logit: number, images = IMAGES): number => {
  const share = 1 / (1 + Math.exp(-logit));
  return Math.min(1, Math.max(0, (share * (images + 1) - 0.5) / images));
};

/** The median logit of a training at this point. */
export const logitAt = ({ spline, scale }: Surface, point: TablePoint): number =>
  thinPlateAt(spline, placeOf(point, scale));

/**
 * The accuracy of one training.
 * @param z  standard normal noise; with 0 there is no noise, and nothing is rounded to whole images
 */
export function accuracyAt(surface: Surface, point: TablePoint, z: number): number {
  const logit = logitAt(surface, point);
  if (z === 0) return accuracyOf(logit);
  return Math.round(accuracyOf(logit + stddevAt(surface.noise, logit) * z) * IMAGES) / IMAGES;
}
