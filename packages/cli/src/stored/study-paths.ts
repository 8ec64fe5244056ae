/** The first part of the names of all runs: no comparison has this name. */
export const RUNS_FOLDER = 'runs';

export const isRunName = (study: string): boolean => study.startsWith(`${RUNS_FOLDER}/`);

/** Whether a study has one of the names, or is below one. */
export function isAmong(names: ReadonlySet<string>, study: string): boolean {
  if (names.has(study)) return true;
  for (let at = study.indexOf('/'); at >= 0; at = study.indexOf('/', at + 1)) {
    if (names.has(study.slice(0, at))) return true;
  }
  return false;
}
