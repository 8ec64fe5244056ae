import type { Reporter } from './reporter.ts';

/** Several reporters as one; all of its methods can be called. */
export function several(reporters: readonly Reporter[]): Required<Reporter> {
  // Asked each time: one that fails takes nothing more.
  const first =
    <Name extends 'progress' | 'output'>(name: Name): Required<Reporter>[Name] =>
    (text) =>
      reporters.find((reporter) => reporter[name] !== undefined)?.[name]?.(text);
  return {
    begin: (design, name) => reporters.forEach((one) => one.begin?.(design, name)),
    progress: first('progress'),
    output: first('output'),
    event: (event, isOld) => reporters.forEach((one) => one.event(event, isOld)),
    problems: (comparison, isComplete) =>
      reporters.forEach((one) => one.problems?.(comparison, isComplete)),
    claims: (checked) => reporters.forEach((one) => one.claims?.(checked)),
    check: (check, comparison) => reporters.forEach((one) => one.check?.(check, comparison)),
    stored: (info) => reporters.forEach((one) => one.stored?.(info)),
    async end() {
      const ends = await Promise.allSettled(reporters.map(async (one) => one.end()));
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}
