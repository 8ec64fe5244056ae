import { codeCell, cell, generatedBy, table } from './markdown.mjs';
import { built } from './packages.mjs';

const SUITES = {
  describeStrategy: ['strategyCases', 'strategies'],
  describeObjective: ['objectiveCases', 'objectives'],
  describePruner: ['prunerCases', 'pruners'],
  describeStorage: ['storageCases', 'storages'],
  describeExecutor: ['executorCases', 'executors'],
};

/** The rules of every suite of testkit, by name. */
export async function conformancePage() {
  const testkit = await built('testkit', 'index.js');
  const sections = Object.entries(SUITES).map(([suite, [cases, plural]]) => {
    const rows = testkit[cases].map(({ rule, name }) => [codeCell(rule), cell(name)]);
    const title = plural[0].toUpperCase() + plural.slice(1);
    return `## ${title}\n\n\`${suite}\` checks:\n\n${table(['rule', 'what has to hold'], rows)}\n`;
  });
  return `# Conformance rules

What every plugin has to do. \`@tune/testkit/vitest\`, \`@tune/testkit/jest\` and \`@tune/testkit/node\` check it as tests
of these runners ([write a strategy](../guide/strategy.md#test-it)); a test is called by its rule, and
\`exclude: ['rule']\` leaves one out. ${generatedBy}

${sections.join('\n')}`;
}
