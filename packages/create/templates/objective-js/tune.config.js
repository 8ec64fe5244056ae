import { defineConfig } from '@tune/tune';

/** What `npx tune compare` does where nothing is typed. */
export default defineConfig({
  defaults: { objective: './src/my-objective.js', strategies: ['bayes', 'random'], trials: 20 },
});
