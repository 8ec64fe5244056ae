import type { Meta } from './messages.ts';
import type { StrategyName } from './settings.ts';

/** A number as a person reads it. */
export function numeral(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return value.toExponential(1);
  return String(Number(value.toPrecision(4)));
}

/** Why a strategy chose a point, as its meta says. */
export function why(strategy: StrategyName, meta: Meta): string {
  const { phase, design, reason, region, predictedLoss, levels } = meta;
  if (strategy === 'random') return 'Drawn at random.';
  if (strategy === 'grid')
    return `The next point of a grid of ${levels?.join(' × ') ?? ''} in a shuffled order.`;
  switch (phase) {
    case 'initial':
      return design === 'center'
        ? 'Initial design: the middle of the space.'
        : 'Initial design: a point that fills a gap; there are too few trials for a model.';
    case 'model': {
      const where =
        region === undefined
          ? 'in the whole space'
          : `in a box around the best trial, ${numeral(region)} times as wide as the space`;
      const predicted =
        predictedLoss === undefined ? '' : ` The model predicts ${numeral(predictedLoss)}.`;
      return `Model: the largest expected improvement ${where}.${predicted}`;
    }
    case 'explore':
      return 'Model with shorter length scales, because it saw nothing left to gain.';
    case 'random':
      return 'Drawn at random: all maxima of the expected improvement were evaluated.';
    case 'fallback':
      return `Without the model: ${reason ?? ''}`;
    default:
      return phase ?? '';
  }
}
