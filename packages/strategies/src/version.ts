/**
 * The version of the strategies of this package, part of the identity of stored runs. Raise it whenever
 * one of them may suggest other points than before.
 */
export const VERSION = '1';
