/** The package managers whose commands are shown. */
export const PACKAGE_MANAGERS = ['npm', 'pnpm', 'yarn', 'bun'] as const;

export type PackageManager = (typeof PACKAGE_MANAGERS)[number];

/**
 * The package manager that started this process, by its `npm_config_user_agent`: `pnpm/9.1.0 node/v22 linux x64`.
 * Without one it is npm.
 */
export function packageManagerOf(userAgent: string | undefined): PackageManager {
  const name = userAgent?.split('/')[0];
  return PACKAGE_MANAGERS.find((known) => known === name) ?? 'npm';
}

interface Lines {
  readonly install: string;
  readonly test: string;
  /** What a program of an installed package is started with. */
  readonly run: string;
}

/** What is typed to install a project, to test it, and to start a program of its packages. */
export const LINES: Readonly<Record<PackageManager, Lines>> = {
  npm: { install: 'npm install', test: 'npm test', run: 'npx' },
  pnpm: { install: 'pnpm install', test: 'pnpm test', run: 'pnpm exec' },
  yarn: { install: 'yarn', test: 'yarn test', run: 'yarn' },
  bun: { install: 'bun install', test: 'bun run test', run: 'bunx' },
};
