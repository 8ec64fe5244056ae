/** The release of `@tensorflow/tfjs-node-gpu` whose binding is built and loaded. */
export const TFJS_VERSION = '4.22.0';

/** The release of TensorFlow that the wheel brings. */
export const WHEEL_VERSION = '2.19.1';

/** The release that tfjs' own archive brings, as its `scripts/deps-constants.js` says. */
export const OFFICIAL_VERSION = '2.9.1';
