import { generatedBy } from './markdown.mjs';
import { optionsTable } from './options.mjs';
import { built } from './packages.mjs';

const section = ([name, { plugin }]) =>
  `### ${name}\n\n${plugin.description}\n\n${optionsTable(plugin)}\n`;

/** Strategies and pruners with their options. */
export async function strategiesPage() {
  const { builtInStrategies } = await built('strategies', 'built-in.js');
  const { builtInPruners } = await built('strategies', 'pruners/built-in.js');
  return `# Strategies and pruners

Options follow a question mark at the command line (\`--strategies 'bayes?noise=deterministic'\`) and are an object in code
(\`bayes({ noise: 'deterministic' })\`). They are part of the identity of stored runs. ${generatedBy}
Optimizers of Python libraries are listed in [contenders](../guide/contenders.md).

## Strategies

${Object.entries(builtInStrategies).map(section).join('\n')}
## Pruners

${Object.entries(builtInPruners).map(section).join('\n')}`;
}
