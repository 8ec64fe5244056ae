import { readDataFile } from './data-file.ts';
import type { Surface } from './surface.ts';

/** The measured trainings, as benchmarks/mnist-table writes them, and the surface fitted to them. */
export const TABLE_FILE = new URL('../../data/mnist-table.jsonl', import.meta.url);
export const SURFACE_FILE = new URL('../../data/mnist-table.json', import.meta.url);

/**
 * Reads the surface that the package brings.
 * @throws OBJECTIVE_DATA_MISSING, OBJECTIVE_DATA_INVALID
 */
export function readSurface(file: URL = SURFACE_FILE): Surface {
  const { text, invalid, json } = readDataFile(file);
  const surface = json(text, 'it') as Partial<Surface>;
  const { spline, noise, best } = surface;
  const count = spline?.places?.length ?? 0;
  if (count === 0 || spline?.bumps?.length !== count || spline.plane?.length !== 3) {
    throw invalid('its spline is missing or has another form');
  }
  if (typeof noise?.logStddev !== 'number' || typeof best?.accuracy !== 'number') {
    throw invalid('its noise or its best point is missing');
  }
  if (typeof surface.seconds !== 'number') throw invalid('its seconds are missing');
  return surface as Surface;
}
