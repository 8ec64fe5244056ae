import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const bareErrors = {
  selector: 'ThrowStatement > NewExpression[callee.name=/^(Error|TypeError|RangeError)$/]',
  message: 'Throw a TuneError with a code of the table.',
};

const classesOfOneRealm = {
  selector: 'BinaryExpression[operator="instanceof"]',
  message:
    'Where realms or copies of a package meet, classes differ: ask what the value is (core/src/realms.ts).',
};

export default tseslint.config(
  { ignores: ['**/dist/', '**/build/', '**/node_modules/', '.nx/', 'site/api/'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    rules: {
      'max-lines': ['error', 400],
      'no-console': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', bareErrors] },
  },
  {
    // They run in browsers, in Jest's vm contexts and beside other copies of themselves.
    files: ['core', 'compare', 'strategies', 'gp-native'].map(
      (name) => `packages/${name}/src/**/*.ts`,
    ),
    ignores: ['**/*.test.ts', 'packages/core/src/realms.ts'],
    rules: { 'no-restricted-syntax': ['error', bareErrors, classesOfOneRealm] },
  },
  {
    // What needs Node asks first whether it is there, in the files that look for the addon.
    files: ['packages/gp-native/src/**/*.ts', 'packages/objectives/src/functions/**/*.ts'],
    ignores: ['**/*.test.ts', 'packages/gp-native/src/native-files.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'setImmediate', '__filename'],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], allowTypeImports: true }] },
      ],
    },
  },
  {
    // The law: language only. Time comes from a clock that is handed in, chance from a seed.
    files: [
      'packages/core/src/**/*.ts',
      'packages/compare/src/**/*.ts',
      'packages/strategies/src/**/*.ts',
    ],
    // The one file that waits for time to pass.
    ignores: ['**/*.test.ts', '**/*.test-util.ts', 'packages/core/src/execution/timer.ts'],
    rules: {
      'no-restricted-globals': [
        ...['error', 'process', 'console', 'Buffer', 'setInterval', 'setImmediate'],
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Chance comes from the rng.' },
        { object: 'Date', property: 'now', message: 'Time comes from the clock.' },
      ],
      'no-restricted-imports': ['error', { patterns: ['node:*'] }],
    },
  },
  {
    files: ['**/*.mjs', '**/*.js', 'packages/cli/**', 'tests/**'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['process', 'console', 'Buffer', 'URL', 'performance', 'AbortController', 'fetch'],
          ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'],
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { 'no-console': 'off' },
  },
);
