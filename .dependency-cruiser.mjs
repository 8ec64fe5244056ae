/** Which room may import which: `from` may use only what stands in its list. */
const rooms = {
  core: [],
  'gp-native': [],
  strategies: ['core', 'gp-native'],
  objectives: ['core'],
  // Its matchers judge comparisons as compare does.
  testkit: ['core', 'compare'],
  runtime: ['core'],
  compare: ['core'],
  python: ['core'],
  create: ['core'],
  cli: ['core', 'create', 'strategies', 'objectives', 'runtime', 'compare', 'python'],
  tune: ['core', 'strategies', 'runtime', 'compare', 'cli'],
};

/** Suites are for tests alone: a room's tests and their fixtures may use them, and they use the room's contracts only. */
const TESTS = '(\\.test\\.ts$|/fixtures/)';

const directions = Object.entries(rooms).map(([room, allowed]) => ({
  name: `direction-${room}`,
  comment: `${room} may import ${allowed.length === 0 ? 'nothing of ours' : allowed.join(', ')}`,
  severity: 'error',
  from: { path: `^packages/${room}/`, pathNot: TESTS },
  to: { path: `^packages/(?!(${[room, ...allowed].join('|')})/)` },
}));

export default {
  forbidden: [
    ...directions,
    ...directions.map((rule) => ({
      ...rule,
      name: `${rule.name}-tests`,
      from: { path: rule.from.path + '.*' + TESTS },
      to: { path: rule.to.path.replace('(?!(', '(?!(testkit|') },
    })),
    {
      name: 'every-package-is-a-room',
      comment: 'a new package says in `rooms` what it may import',
      severity: 'error',
      from: { path: `^packages/(?!(${Object.keys(rooms).join('|')})/)` },
      to: {},
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'language-only',
      comment: 'core and compare are language only',
      severity: 'error',
      from: { path: '^packages/(core|compare)/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer'] },
    },
    {
      name: 'strategies-are-pure',
      comment: 'a strategy touches no file, network or process',
      severity: 'error',
      from: { path: '^packages/strategies/src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'functions-never-pull-tensorflow',
      severity: 'error',
      from: { path: '^packages/objectives/src/functions/' },
      to: { path: 'tfjs|mnist', reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Templates are projects of their own.
    exclude: { path: '(^|/)(dist|build|templates)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@tune/source', 'types', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json', '.node'],
    },
  },
};
