import type { Storage, TuneError } from '@tune/core';
import { coreError, type Damage } from '@tune/core/plugin';

/** What people call a study. */
type Shown = (study: string) => string;

const asStored: Shown = (study) => study;

/** The error of something that is damaged. */
export const damageError = ({ kind, name, reason }: Damage, shown = asStored): TuneError =>
  kind === 'study'
    ? coreError('STUDY_INVALID', { study: shown(name), reason })
    : coreError('STORAGE_COMPARISON_INVALID', { name, reason });

/** A line for each thing that is damaged, and what to do about it. */
export const damageLines = (damaged: readonly Damage[], shown: Shown): readonly string[] =>
  damaged.map((one) => {
    const name = shown(one.name);
    return `${name} is damaged: ${one.reason} · tune rm ${name} removes it`;
  });

/** @throws STUDY_INVALID, STORAGE_COMPARISON_INVALID  something under the name is damaged */
export async function checkDamage({ catalog }: Storage, name: string): Promise<void> {
  const [found] = await catalog.damaged(name);
  if (found !== undefined) throw damageError(found);
}
