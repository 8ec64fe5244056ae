/** The version of this package: bundles move code away from its package.json. */
export const VERSION = '0.1.0';
