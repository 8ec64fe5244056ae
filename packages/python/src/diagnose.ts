import { isTuneError } from '@tune/core';
import {
  describeLibrary,
  findLibrary,
  LIBRARY_NAMES,
  userPython,
  type LibraryDescription,
} from './library-strategy.ts';

/** Which Python is used, and which libraries it has. */
export interface PythonDiagnosis {
  /** The Python of programs of the user; missing if there is none. */
  readonly python?: { readonly version: string; readonly path: string };
  readonly command: string;
  readonly found: readonly LibraryDescription[];
  /** Libraries that no interpreter has. */
  readonly missing: readonly string[];
}

/** Looks for Python, and for each library that has an adapter. */
export async function diagnosePython(
  env: NodeJS.ProcessEnv = process.env,
): Promise<PythonDiagnosis> {
  const command = userPython(env);
  let python: LibraryDescription['python'] | undefined;
  try {
    ({ python } = await describeLibrary('hyperopt', command, { env }));
  } catch (error) {
    if (!isTuneError(error)) throw error;
  }
  const looked = await Promise.all(
    LIBRARY_NAMES.map(async (name) => {
      try {
        return (await findLibrary(name, { env })).description;
      } catch (error) {
        if (!isTuneError(error)) throw error;
        return name;
      }
    }),
  );
  return {
    ...(python === undefined ? {} : { python }),
    command,
    found: looked.filter((one) => typeof one !== 'string'),
    missing: looked.filter((one) => typeof one === 'string'),
  };
}
