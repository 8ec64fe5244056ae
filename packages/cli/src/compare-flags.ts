import type { Direction } from '@tune/core';
import type { StorageFlags } from './open-storage.ts';

/** What compare, run and resume are given. */
export interface CompareFlags extends StorageFlags {
  readonly fresh?: boolean | undefined;
  readonly strategies: string;
  readonly objective: string;
  readonly preset?: string | undefined;
  readonly backend?: string | undefined;
  readonly trials: number;
  readonly repeats: number;
  readonly seed: number;
  readonly json: boolean;
  readonly verbose: number;
  readonly parallel: number;
  readonly isolation?: 'process' | 'none' | undefined;
  readonly memoryLimit?: number | undefined;
  readonly trialTimeout?: number | undefined;
  readonly maxFailures?: number | undefined;
  readonly pruner?: string | undefined;
  readonly command?: string | undefined;
  readonly spaceFile?: string | undefined;
  readonly direction?: Direction | undefined;
  readonly metric?: string | undefined;
  readonly steps?: number | undefined;
  readonly target?: number | undefined;
  readonly patience?: number | undefined;
  readonly maxRetries?: number | undefined;
  readonly maxSeconds?: number | undefined;
}
