import { defineConfig } from '@tune/tune';

/** What `npx tune compare` does where nothing is typed. */
export default defineConfig({
  defaults: {
    objective: 'branin',
    strategies: ['bayes', 'random', './src/my-strategy.js'],
    trials: 20,
  },
});
