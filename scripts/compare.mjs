// `npm run compare -- FLAGS`: what `tune compare` does without flags is bayes, grid and random on MNIST.
process.argv.splice(2, 0, 'compare');
await import('./tune.mjs');
