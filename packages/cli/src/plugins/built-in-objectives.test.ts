import * as functions from '@tune/objectives/functions';
import { expect, test } from 'vitest';
import { OBJECTIVE_NAMES } from './built-in-objectives.ts';
import { resolveObjective } from './objectives.ts';

test.each(OBJECTIVE_NAMES)('%s is found here and by another process', async (name) => {
  const { objective, reference } = await resolveObjective(name, {});
  // A number of dimensions that can be chosen is part of the name.
  expect(objective.name.replace(/-\d+$/, '')).toBe(name);
  const there = (await import(reference.module)) as Record<string, () => { name: string }>;
  expect(there[reference.export]!().name).toBe(objective.name);
});

test('every function of the package has a name on the command line', () => {
  const spelled = OBJECTIVE_NAMES.map((name) => name.replaceAll('-', '').toLowerCase());
  for (const name of Object.keys(functions)) expect(spelled).toContain(name.toLowerCase());
});

test('options of an objective come from its name; an unknown one is refused', async () => {
  const { objective, reference } = await resolveObjective('levy?dimensions=3', {});
  expect(objective.space.names).toEqual(['x1', 'x2', 'x3']);
  expect(reference.options).toEqual({ dimensions: 3 });
  for (const spec of ['levy?dimension=3', 'levy?dimensions=0', 'branin?dimensions=3']) {
    await expect(resolveObjective(spec, {})).rejects.toMatchObject({
      code: 'OBJECTIVE_OPTION_INVALID',
    });
  }
});
