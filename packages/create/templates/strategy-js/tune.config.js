import { defineConfig } from '@tune/tune';

/** What `npx tune compare` does where nothing is typed. */
export default defineConfig({
  strategies: { 'my-strategy': './src/my-strategy.js' },
  defaults: { objective: 'branin', strategies: ['bayes', 'random', 'my-strategy'], trials: 20 },
});
