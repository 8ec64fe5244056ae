import type { Direction } from './direction.ts';
import { TuneError } from './errors.ts';
import type { Lease } from './lease.ts';
import type { Point, Space } from './space.ts';
import type { Stopping } from './stopping.ts';
import type { Storage } from './storage.ts';
import type { Budget, Strategy } from './strategy.ts';

/**
 * Milliseconds since some fixed moment, the same for all who share a storage; the study never asks the
 * machine itself.
 */
export type Clock = () => number;

export interface StudyOptions<P extends Point> {
  readonly name: string;
  readonly space: Space<P>;
  readonly direction: Direction;
  readonly strategy: Strategy;
  readonly storage: Storage;
  readonly clock: Clock;
  /** Unsigned 32-bit; the strategy's chance comes from it. */
  readonly seed: number;
  /** What evaluation seeds are made of; studies that share it value equal points equally. Default: `seed`. */
  readonly evaluationSeed?: number;
  /** What may be spent; another one than the stored study's is stored with it as a change. */
  readonly budget?: Budget;
  readonly stopping?: Stopping;
  /** How a trial whose process died is found; without one, running trials are left to who runs them. */
  readonly lease?: Lease;
  /** How often a trial that lost its process, or failed for the time being, is run again. Default 3. */
  readonly maxRetries?: number;
  /** What values may depend on besides point and seed, by label; stored when the study is made. */
  readonly surroundings?: Readonly<Record<string, string>>;
}

/** One thing that was otherwise when the study was made. */
export interface Change {
  readonly label: string;
  readonly before: string;
  readonly now: string;
}

/** Retries of a trial, where nothing else is said. */
export const MAX_RETRIES = 3;

export const wholeFrom1 = (name: string, value: number): void => {
  if (!Number.isInteger(value) || value < 1) {
    throw new TuneError('STUDY_BUDGET_INVALID', { name, value });
  }
};
