import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

interface Locked {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
}

test('every package of the lock file has a hash, and none an address of its own', () => {
  const { packages } = JSON.parse(file('package-lock.json')) as {
    packages: Record<string, Locked>;
  };
  const installed = Object.entries(packages).filter(
    ([path, { link, inBundle }]) => path.includes('node_modules/') && !link && !inBundle,
  );
  expect(installed.length).toBeGreaterThan(100);
  const unpinned = installed.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ''));
  expect(unpinned.map(([path]) => path)).toEqual([]);
  const addressed = installed.filter(([, { resolved }]) => resolved !== undefined);
  expect(addressed.map(([path]) => path)).toEqual([]);
});

test('no package runs a script when it is installed', () => {
  expect(file('.npmrc').split('\n')).toContain('ignore-scripts=true');
});
