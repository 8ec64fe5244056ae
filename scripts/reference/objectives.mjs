import { cell, codeCell, generatedBy, table } from './markdown.mjs';
import { optionsTable } from './options.mjs';
import { built } from './packages.mjs';

const number = (value) => String(Number(value.toPrecision(6)));

/** The values that a parameter has, in short. */
function valuesOf({ low, high, log, step, choices, value }) {
  if (choices !== undefined) return choices.map((choice) => codeCell(choice)).join(', ');
  if (value !== undefined) return codeCell(value);
  const range = `${number(low)} to ${number(high)}`;
  const details = [log ? 'logarithmic' : '', step !== undefined ? `step ${step}` : ''];
  return [range, ...details.filter((detail) => detail !== '')].join(', ');
}

function spaceTable(space) {
  const rows = space
    .toJSON()
    .parameters.map(({ when, ...parameter }) => [
      codeCell(parameter.name),
      parameter.type,
      valuesOf(parameter),
      when === undefined ? '' : `${codeCell(when.parent)} is ${when.values.join(' or ')}`,
    ]);
  // A column that says nothing is left out.
  const columns = rows.some(([, , , when]) => when !== '') ? 4 : 3;
  return table(
    ['parameter', 'type', 'values', 'if'].slice(0, columns),
    rows.map((row) => row.slice(0, columns)),
  );
}

function sectionOf(name, make) {
  const { plugin } = make;
  const first = make();
  const presets = Object.entries(first.presets ?? {});
  const optimum =
    first.optimum === undefined ? '' : ` The best value is ${number(first.optimum.value)}.`;
  const spaces =
    presets.length === 0
      ? [spaceTable(first.space)]
      : presets.map(
          ([preset, { description }]) =>
            `**${preset}**: ${cell(description)}\n\n${spaceTable(make({ preset }).space)}`,
        );
  return `## ${name}\n\n${plugin.description} It is to be ${first.direction}d.${optimum}\n\n${optionsTable(plugin)}\n\n${spaces.join('\n\n')}\n`;
}

/** Every built-in objective with its options, presets and spaces. */
export async function objectivesPage() {
  const { OBJECTIVE_NAMES, loadBuiltIn } = await built('cli', 'plugins/built-in-objectives.js');
  const sections = [];
  for (const name of OBJECTIVE_NAMES)
    sections.push(sectionOf(name, (await loadBuiltIn(name)).value));
  return `# Objectives

What \`--objective\` takes by name. Options follow a question mark: \`levy?dimensions=4\`, \`branin?noise=5\`; a preset is chosen
by \`--preset\`. [@tune/objectives](../../packages/objectives/README.md) tells where they come from, and
[write an objective](../guide/objective.md) how to add yours. ${generatedBy}

${sections.join('\n')}`;
}
