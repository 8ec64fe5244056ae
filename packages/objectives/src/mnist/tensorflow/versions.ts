/** The release of `@tensorflow/tfjs-node-gpu` whose binding is built and loaded. */
export const TFJS_VERSION = '4.22.0';

/** The release of TensorFlow in the wheel. */
export const WHEEL_VERSION = '2.19.1';

/** The release in the official archive of tfjs, from its `scripts/deps-constants.js`. */
export const OFFICIAL_VERSION = '2.9.1';
