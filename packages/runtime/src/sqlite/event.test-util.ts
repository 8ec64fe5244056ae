import type { StudyEvent } from '@tune/core/plugin';

/** The first event of a study. */
export const CREATED: StudyEvent = {
  ...{ type: 'study-created', at: 1, id: 'i', space: {}, fingerprint: 'f', seed: 1 },
  ...{ directions: ['minimize'], strategy: { name: 'random' } },
};

/** Any event, of about so many bytes. */
export const eventOf = (bytes = 0): StudyEvent => ({
  ...{ type: 'turn-released', at: 2, token: 't'.repeat(bytes) },
});
