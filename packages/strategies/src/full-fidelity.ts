import type { History } from '@tune/core';
import { isFullFidelity } from '@tune/core/plugin';

/** The history without trials below full fidelity: their losses cannot be compared with those of others. */
export function fullFidelityHistory(history: History): History {
  const { ended, pending, incumbent } = history;
  if (ended.every(isFullFidelity) && pending.every(isFullFidelity)) return history;
  return {
    ended: ended.filter(isFullFidelity),
    pending: pending.filter(isFullFidelity),
    incumbent,
  };
}
