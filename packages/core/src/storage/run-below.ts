import type { ComparedRun } from './catalog.ts';

/**
 * A run of a comparison as earlier versions named its study, `comparison/label/repeat`; undefined if the
 * study has another name.
 */
export function runBelow(comparison: string, study: string): ComparedRun | undefined {
  if (!study.startsWith(`${comparison}/`)) return undefined;
  const [label, repeat, ...more] = study.slice(comparison.length + 1).split('/');
  if (label === undefined || more.length > 0 || !/^[1-9]\d{0,8}$/.test(repeat ?? '')) {
    return undefined;
  }
  return { label, repeat: Number(repeat), study };
}
