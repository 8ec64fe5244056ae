import type { ComparisonView } from '@tune/core';

/** The studies that comparisons look at. */
export const viewedStudies = (views: readonly ComparisonView[]): ReadonlySet<string> =>
  new Set(views.flatMap(({ runs }) => runs.map(({ study }) => study)));
