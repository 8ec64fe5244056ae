import type { Json, ObjectiveReference } from '@tune/core';

/** The fixture that does to an executor whatever the point asks for. */
export const reference = (options: Json = {}): ObjectiveReference => ({
  module: new URL('../../fixtures/behaviors.mjs', import.meta.url).href,
  export: 'behaviors',
  version: '1',
  options,
});
