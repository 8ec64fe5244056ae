import type { Objective } from '@tune/core';

/** What the objectives of both presets have in common. */
export type TableShared = Pick<
  Objective,
  'name' | 'version' | 'metric' | 'isolation' | 'direction' | 'preset' | 'presets'
>;
