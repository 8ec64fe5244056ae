import { defineConfig } from '@tune/tune';

/** What `npx tune compare` does where nothing is typed. */
export default defineConfig({
  objectives: { 'my-objective': './src/my-objective.ts' },
  defaults: { objective: 'my-objective', strategies: ['bayes', 'random'], trials: 20 },
});
