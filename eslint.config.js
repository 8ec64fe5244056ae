import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const bareErrors = {
  selector: 'ThrowStatement > NewExpression[callee.name=/^(Error|TypeError|RangeError)$/]',
  message: 'Throw a TuneError with a code of the table.',
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
    // The law: language only. Time comes from a clock that is handed in, chance from a seed.
    files: [
      'packages/core/src/**/*.ts',
      'packages/compare/src/**/*.ts',
      'packages/strategies/src/**/*.ts',
    ],
    // The one file that waits for time to pass.
    ignores: ['**/*.test.ts', 'packages/core/src/execution/timer.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'console', 'Buffer', 'setInterval'],
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
