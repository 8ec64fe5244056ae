import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Mistake } from '../flags.mjs';

/** The folder of the rivals' environment: `TUNE_RIVALS`, or in the user's cache. */
export const environment = process.env.TUNE_RIVALS ?? join(homedir(), '.cache', 'tune-rivals');
export const python = join(environment, 'bin', 'python');

/** One thread for each library, and none of the settings that silently change the BLAS. */
export const rivalEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'].includes(name),
    ),
  ),
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  PYTHONUNBUFFERED: '1',
};

/** The interpreter of the environment. */
export function pythonOfRivals() {
  if (existsSync(python)) return python;
  throw new Mistake(
    `${python} is missing: npm run rivals:setup -w benchmarks (3.1 GB to download)`,
  );
}
