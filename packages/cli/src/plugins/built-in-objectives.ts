import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** A module of ours, imported when one of its objectives is needed. */
interface ObjectiveModule {
  readonly module: string;
  readonly load: () => Promise<object>;
  readonly names: readonly string[];
}

const MODULES: readonly ObjectiveModule[] = [
  {
    module: '@tune/objectives/mnist',
    load: () => import('@tune/objectives/mnist'),
    names: ['mnist'],
  },
  {
    module: '@tune/objectives/mnist-table',
    load: () => import('@tune/objectives/mnist-table'),
    names: ['mnist-table'],
  },
  {
    module: '@tune/objectives/functions',
    load: () => import('@tune/objectives/functions'),
    names: [
      ...['branin', 'hartmann6', 'ackley', 'levy', 'rosenbrock', 'hpo6mixed', 'jenatton'],
      ...['gramacy', 'discrete-hartmann', 'discrete-ackley'],
    ],
  },
];

/** What `--objective` takes without a package or a path. */
export const OBJECTIVE_NAMES: readonly string[] = MODULES.flatMap(({ names }) => names);

/** A built-in objective, and where another process finds it. */
export interface BuiltIn {
  readonly value: unknown;
  readonly module: string;
  readonly export: string;
}

/** Undefined if none has this name. Names are those of the exports in kebab case. */
export async function loadBuiltIn(name: string): Promise<BuiltIn | undefined> {
  const found = MODULES.find(({ names }) => names.includes(name));
  if (found === undefined) return undefined;
  const exported = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const exports = (await found.load()) as Readonly<Record<string, unknown>>;
  return { value: exports[exported], module: found.module, export: exported };
}

/** Where a module of ours is, as another process imports it. */
export const fileOf = (module: string): string =>
  pathToFileURL(createRequire(import.meta.url).resolve(module)).href;
