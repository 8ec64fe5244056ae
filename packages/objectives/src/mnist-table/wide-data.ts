import { parsePoint } from '@tune/core';
import { MNIST_PRESETS } from '../mnist/presets.ts';
import type { Recipe } from '../mnist/recipe.ts';
import { readDataFile } from './data-file.ts';

/** A point of the space of the preset `wide`. */
export type WidePoint = Readonly<Recipe>;

export const WIDE_SPACE = MNIST_PRESETS['wide']!.space;

/** One measured training. */
export interface Training {
  /** Of its point: trainings of one point differ in their seed alone. */
  readonly number: number;
  readonly seed: number;
  readonly point: WidePoint;
  /** Accuracy on the images of the search, and on those of the test. */
  readonly accuracy: number;
  readonly tested: number;
  /** Of processor, for the training and its score on the images of the search. */
  readonly seconds: number;
}

/** The measured trainings of the preset `wide`, and what they were computed with. */
export interface WideTable {
  readonly backend: string;
  readonly trainings: readonly Training[];
}

/** As benchmarks/mnist-table writes it: a header, then a line for each training. */
export const WIDE_FILE = new URL('../../data/mnist-table-wide.jsonl', import.meta.url);

/** How well the surface predicts, as benchmarks/mnist-table computed it. */
export const WIDE_FIT_FILE = new URL('../../data/mnist-table-wide.json', import.meta.url);

/** What {@link WIDE_FIT_FILE} says of the trainings. */
export interface WideFit {
  readonly trainings: number;
  readonly points: number;
  readonly leaveOneOut: LeftOut;
  /** The accuracy at each point, predicted from all others. */
  readonly predicted: readonly number[];
}

/** How well the accuracy at a point is predicted from the trainings of all other points. */
export interface LeftOut {
  /** Root mean square of measured minus predicted accuracy. */
  readonly error: number;
  /** The same for the half of the points with the better predictions. */
  readonly upperError: number;
  /** The same if the mean of the other points is the prediction: the baseline. */
  readonly meanError: number;
}

/**
 * Reads the trainings that the package brings.
 * @throws OBJECTIVE_DATA_MISSING, OBJECTIVE_DATA_INVALID  which line is not what it should be
 */
export function readTrainings(file: URL = WIDE_FILE): WideTable {
  const { text, invalid, json } = readDataFile(file);
  const parsed = text
    .trimEnd()
    .split('\n')
    .map((line, index) => json(line, `line ${index + 1}`));
  const [header, ...lines] = parsed as [Header, ...Line[]];
  if (header?.names?.join() !== WIDE_SPACE.names.join()) {
    throw invalid(`its first line does not name the parameters ${WIDE_SPACE.names.join(', ')}`);
  }
  const trainings = lines.map((line, index) => {
    const values = WIDE_SPACE.names.map((name, at) => [name, line?.point?.[at]]);
    const at = `line ${index + 2}`;
    let point: WidePoint;
    try {
      point = parsePoint(WIDE_SPACE, Object.fromEntries(values)) as WidePoint;
    } catch (cause) {
      throw invalid(`the point of ${at} is not one of the preset wide`, cause);
    }
    const fault = faultOf(line);
    if (fault !== undefined) throw invalid(`${at}: ${fault}`);
    return { ...line, point };
  });
  if (new Set(trainings.map(({ number }) => number)).size === trainings.length) {
    throw invalid('no point was trained twice, so the noise is unknown');
  }
  return { backend: header.backend, trainings };
}

/**
 * Reads how well these trainings are predicted.
 * @throws OBJECTIVE_DATA_MISSING, OBJECTIVE_DATA_INVALID  also if it is about other trainings
 */
export function readWideFit({ trainings }: WideTable, file: URL = WIDE_FIT_FILE): WideFit {
  const { text, invalid, json } = readDataFile(file);
  const fit = json(text, 'it') as Partial<WideFit> | null;
  if (fit?.trainings !== trainings.length) {
    throw invalid(`it is about ${fit?.trainings} trainings, but there are ${trainings.length}`);
  }
  if (typeof fit.leaveOneOut?.error !== 'number') throw invalid('it has no leave-one-out error');
  return fit as WideFit;
}

interface Header {
  readonly backend: string;
  readonly names: readonly string[];
}

type Line = Omit<Training, 'point'> & { readonly point: readonly unknown[] };

function faultOf({ number, seed, accuracy, tested, seconds }: Line): string | undefined {
  for (const [name, share] of Object.entries({ accuracy, tested })) {
    if (!(share >= 0 && share <= 1)) return `its ${name} is ${share}, no share`;
  }
  for (const [name, value] of Object.entries({ number, seed })) {
    if (!(value >= 0)) return `its ${name} is ${value}`;
  }
  if (!(seconds > 0)) return `its seconds are ${seconds}`;
  return undefined;
}
