import type { Curve } from '@tune/core';

/** A decision about a trial from the curves of all others: the formula of a pruner without an index. */
export type PlainDecision = (others: readonly Curve[], trial: Curve) => 'keep' | 'stop';

/** The median stopping rule with its defaults. */
export const plainMedian: PlainDecision = (others, { points }) => {
  const step = points.at(-1)?.step ?? 0;
  const means = others
    .filter(({ state }) => state === 'complete')
    .flatMap((curve) => {
      const known = curve.points.filter(
        (point) => point.step <= step && Number.isFinite(point.loss),
      );
      if (known.length === 0) return [];
      return known.reduce((sum, { loss }) => sum + loss, 0) / known.length;
    })
    .sort((a, b) => a - b);
  if (means.length < 4) return 'keep';
  const half = means.length >> 1;
  const median = means.length % 2 === 1 ? means[half]! : (means[half - 1]! + means[half]!) / 2;
  return Math.min(...points.map(({ loss }) => loss)) > median ? 'stop' : 'keep';
};

/** Asynchronous successive halving with its defaults. */
export const plainHalving: PlainDecision = (others, { points }) => {
  const [last, before] = [points.at(-1), points.at(-2)];
  if (last === undefined) return 'keep';
  let rung = Math.max(1, points[0]!.step);
  if (last.step < rung) return 'keep';
  while (3 * rung <= last.step) rung *= 3;
  if (before !== undefined && before.step >= rung) return 'keep';
  const losses = others.flatMap(
    (curve) => curve.points.find(({ step }) => step >= rung)?.loss ?? [],
  );
  const better =
    last.loss === Infinity ? losses.length : losses.filter((loss) => loss < last.loss).length;
  return better < Math.max(1, Math.floor((losses.length + 1) / 3)) ? 'keep' : 'stop';
};
