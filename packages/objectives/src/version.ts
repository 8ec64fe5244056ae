/** The version of this package: that of its objectives. */
export const VERSION = '0.1.0';
