import { cell, codeCell, generatedBy, table } from './markdown.mjs';
import { built } from './packages.mjs';

// What the page says must not depend on who makes it.
delete process.env.TUNE_STORAGE;

/** What stands behind a flag. */
function valueOf({ type, choices, unit, words = [] }) {
  if (type === 'boolean') return '';
  if (type === 'choice') return ` ${choices.join('|')}`;
  if (type === 'number') return ` ${(unit ?? 'number').toUpperCase()}`;
  return type === 'amount' ? ` ${['N', '+N', ...words].join('|')}` : ' TEXT';
}

function defaultOf({ type, default: value, without, required }) {
  if (required) return 'required';
  if (without !== undefined) return cell(without);
  if (type === 'boolean') return 'off';
  return value === undefined ? 'none' : codeCell(value);
}

const exampleOf = (flag, { type, example }) =>
  type === 'boolean'
    ? `--${flag}`
    : `--${flag} ${/[\s{'?]/.test(example) ? `'${example}'` : example}`;

/** All commands and all options, from the tables that the parser and its help are made of. */
export async function commandLinePage() {
  const [{ COMMANDS }, { OPTIONS, flagOf }, { GROUPS }] = await Promise.all([
    built('cli', 'program/commands.js'),
    built('cli', 'options/table.js'),
    built('cli', 'options/option.js'),
  ]);
  const grouped = (names) =>
    Object.entries(GROUPS)
      .map(([group, heading]) => [heading, names.filter((name) => OPTIONS[name].group === group)])
      .filter(([, names]) => names.length > 0);

  const commands = COMMANDS.map(({ name, describe, examples, options, given, ...command }) => {
    const { words, optionalWords = {} } = command;
    const usage = [
      ...['tune', name, ...Object.keys(words).map((word) => word.toUpperCase())],
      ...Object.keys(optionalWords).map((word) => `[${word.toUpperCase()}]`),
    ].join(' ');
    const flags = grouped([...new Set([...options, ...given])]).map(
      ([heading, names]) =>
        `- ${heading.replace(/ \(.*/, ':')} ${names.map((name) => `\`--${flagOf(name)}\``).join(', ')}`,
    );
    const lines = examples.map(([does, line]) => `# ${does}\ntune ${line}`);
    return `### tune ${name}

\`${usage}\`: ${describe}.

\`\`\`sh
${lines.join('\n\n')}
\`\`\`

${flags.join('\n')}
`;
  });

  const used = new Set(COMMANDS.flatMap(({ options, given }) => [...options, ...given]));
  const options = grouped(Object.keys(OPTIONS).filter((name) => used.has(name))).map(
    ([heading, names]) => `### ${heading.replace(/ \(.*|:$/g, '')}

${table(
  ['option', 'what it does', 'default', 'for example'],
  names.map((name) => [
    codeCell(`--${flagOf(name)}${valueOf(OPTIONS[name])}`),
    cell(OPTIONS[name].describe),
    defaultOf(OPTIONS[name]),
    codeCell(exampleOf(flagOf(name), OPTIONS[name])),
  ]),
)}
`,
  );
  return `# Command line

\`tune --help\` lists the commands and \`tune COMMAND --help\` the options of one. ${generatedBy}
[Exit codes](exit-codes.md) and [output](output.md) have pages of their own.

## Commands

${commands.join('\n')}
## Options

${options.join('\n')}`;
}
