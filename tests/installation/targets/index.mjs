import { browser } from './browser.mjs';
import { bundlers } from './bundlers.mjs';
import { circumstances } from './circumstances.mjs';
import { frameworks } from './frameworks.mjs';
import { managers } from './managers.mjs';
import { node } from './node.mjs';
import { absent } from './not-run.mjs';
import { typescript } from './typescript.mjs';

/** Every target of the matrix; slow ones first, so that the last to end is a short one. */
export const targets = [
  ...frameworks,
  ...bundlers,
  ...typescript,
  ...node,
  ...managers,
  ...browser,
  ...circumstances,
  ...absent,
];

/** The targets of these names or groups; all without any. */
export function choose(names) {
  const unknown = names.filter(
    (wanted) => !targets.some(({ name, group }) => name === wanted || group === wanted),
  );
  if (unknown.length > 0) {
    const known = [...new Set(targets.map(({ group }) => group))].join(', ');
    console.error(
      `Unknown target ${unknown.join(', ')}; expected a name (see --list) or one of: ${known}.`,
    );
    process.exit(2);
  }
  if (names.length === 0) return targets;
  return targets.filter(({ name, group }) => names.includes(name) || names.includes(group));
}
