// The figures of docs/concepts/mnist-table.md, computed from the trainings and the fitted surface.
import { accuracyAt, IMAGES, logitAt, stddevAt } from '@tune/objectives/mnist-table';

const digits = (value, count = 4) => value.toFixed(count);
const countOf = (rows, backend) => rows.filter((row) => row.backend === backend).length;
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard deviation of the accuracy at a point, from that of its logit. */
function noiseAt(surface, point) {
  const accuracy = accuracyAt(surface, point, 0);
  return accuracy * (1 - accuracy) * stddevAt(surface.noise, logitAt(surface, point));
}

const pointText = ({ lr, dropout2Rate }) =>
  `lr ${lr.toPrecision(3)}, dropout ${dropout2Rate.toFixed(3)}`;

/** How far each backend is from the surface fitted to both: about 0 if they agree. */
function offsets(rows, surface) {
  return ['WebAssembly', 'TensorFlow']
    .filter((backend) => countOf(rows, backend) > 0)
    .map((backend) => {
      const own = rows.filter((row) => row.backend === backend);
      const left = own.map(({ point, accuracy }) => accuracy - accuracyAt(surface, point, 0));
      const error = Math.sqrt(mean(left.map((value) => value ** 2)) / left.length);
      return `${backend} ${digits(mean(left), 5)} (standard error ${digits(error, 5)})`;
    });
}

/** @param rows  of trainings.mjs */
export function figures(rows, surface) {
  const { noise, best } = surface;
  const low = { lr: 1e-4, dropout2Rate: 0.3 };
  const changes =
    noise.slope === 0
      ? `does not show that the noise changes with the value (likelihood ratio ${digits(noise.evidence, 2)}, 3.84 would)`
      : `shows that the noise changes with the value (likelihood ratio ${digits(noise.evidence, 2)}, 3.84 is enough)`;
  const items = [
    `${rows.length} trainings at ${surface.points} points: ${countOf(rows, 'WebAssembly')} of the design on WebAssembly, ${countOf(rows, 'TensorFlow')} of a first run of the [tutorial comparison](../guide/tutorial.md) on TensorFlow.`,
    `\`lr\` along a ${surface.scale === 'log' ? 'logarithmic' : 'linear'} axis, smoothing ${surface.smoothing.toExponential(1)}: least leave-one-out error of both axes and 19 smoothings.`,
    `Leave-one-out error: root mean square ${digits(surface.leaveOneOutError)} of accuracy. Predicting the mean of the other points everywhere gives ${digits(surface.meanError)}; one of ${IMAGES} images is ${digits(1 / IMAGES)}.`,
    `Noise from ${noise.differences} repeated trainings: standard deviation ${digits(noiseAt(surface, best.point))} of accuracy at the best point, ${digits(noiseAt(surface, low))} at ${pointText(low)}. The table ${changes}.`,
    `Lowest accuracy measured: ${digits(Math.min(...rows.map(({ accuracy }) => accuracy)))}; chance is 0.1.`,
    `Highest accuracy without noise: ${digits(best.accuracy)} at ${pointText(best.point)}.`,
    `Mean of measured minus surface: ${offsets(rows, surface).join(', ')}.`,
  ];
  return items.map((item) => `- ${item}`).join('\n');
}
