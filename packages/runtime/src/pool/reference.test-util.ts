import type { Json, ObjectiveReference } from '@tune/core';

/** The fixture whose evaluations behave as their point says. */
export const reference = (options: Json = {}): ObjectiveReference => ({
  module: new URL('../../fixtures/behaviors.mjs', import.meta.url).href,
  export: 'behaviors',
  version: '1',
  options,
});
