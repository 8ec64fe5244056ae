/** The release of `@tensorflow/tfjs-node-gpu` whose binding is built and loaded. */
export const TFJS_VERSION = '4.22.0';

/** The release of cmake-js that builds it. */
export const CMAKE_JS_VERSION = '8.0.0';

/** The release of TensorFlow in the wheel. */
export const WHEEL_VERSION = '2.19.1';

/** The release that the install script of tfjs downloads, from its `scripts/deps-constants.js`. */
export const INSTALLED_VERSION = '2.9.1';
