// Faults that the chaos test must find: with one of them it has to end with 1.
import { isTuneError } from '@tune/core';

export const SABOTAGES = {
  'ignore-version': 'appends ignore the version that they expect',
  'take-live': 'every other process is taken for dead',
  'drop-outcomes': 'one outcome in twenty is acknowledged and not stored',
};

export function sabotagedStorage(storage, sabotage) {
  const { append } = storage;
  if (sabotage === 'ignore-version') {
    return {
      ...storage,
      async append(study, events, { expectedVersion }) {
        try {
          return await append(study, events, { expectedVersion });
        } catch (error) {
          if (!isTuneError(error, 'STORAGE_CONFLICT')) throw error;
          return append(study, events, { expectedVersion: error.details.actual });
        }
      },
    };
  }
  if (sabotage === 'drop-outcomes') {
    return {
      ...storage,
      async append(study, events, options) {
        const isOutcome = events.every(({ type }) => type === 'trial-ended');
        if (isOutcome && Math.random() < 0.05) return options.expectedVersion + events.length;
        return append(study, events, options);
      },
    };
  }
  return storage;
}

export const sabotagedLease = (lease, sabotage) =>
  sabotage === 'take-live' ? { ...lease, isGone: () => true } : lease;
