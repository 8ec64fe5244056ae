import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { objectiveError } from '../errors.ts';
import type { Surface } from './surface.ts';

/** The measured trainings, as benchmarks/mnist-table writes them, and the surface fitted to them. */
export const TABLE_FILE = new URL('../../data/mnist-table.jsonl', import.meta.url);
export const SURFACE_FILE = new URL('../../data/mnist-table.json', import.meta.url);

const REMEDY = 'Install the package again, or fit the table again with benchmarks/mnist-table.';

/**
 * Reads the surface that the package brings.
 * @throws OBJECTIVE_DATA_MISSING, OBJECTIVE_DATA_INVALID
 */
export function readSurface(file: URL = SURFACE_FILE): Surface {
  const path = fileURLToPath(file);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = `${path} cannot be read`;
    const details = { objective: 'mnist-table', reason, remedy: REMEDY };
    throw objectiveError('OBJECTIVE_DATA_MISSING', details, { cause });
  }
  const invalid = (reason: string, cause?: unknown) =>
    objectiveError('OBJECTIVE_DATA_INVALID', { file: path, reason, remedy: REMEDY }, { cause });
  let surface: Partial<Surface>;
  try {
    surface = JSON.parse(text) as Partial<Surface>;
  } catch (cause) {
    throw invalid('it is not JSON, or cut off', cause);
  }
  const { spline, noise, best } = surface;
  const count = spline?.places?.length ?? 0;
  if (count === 0 || spline?.bumps?.length !== count || spline.plane?.length !== 3) {
    throw invalid('its spline is missing or has another form');
  }
  if (typeof noise?.logStddev !== 'number' || typeof best?.accuracy !== 'number') {
    throw invalid('its noise or its best point is missing');
  }
  return surface as Surface;
}
