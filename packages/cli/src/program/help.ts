import { COMMAND_GROUPS, lineOf, type Command } from './command.ts';
import { terminalWidth } from '../process/output.ts';

/** Narrower than this, columns of flags and descriptions would break words. */
const NARROW = 60;

/** So wide that the parser leaves lines whole. */
const WHOLE = 1000;

/** The width that the parser lays its help out for. */
export function helpWidth(): number {
  const width = terminalWidth();
  if (width === Infinity) return 80;
  return width < NARROW ? WHOLE : Math.min(100, width);
}

/** What the help begins with, above the commands. */
export const PURPOSE = 'Hyperparameter search: strategies compete head to head.';

/** The help as it is printed: commands under their headings; on a narrow terminal each description wraps below its flag. */
export async function helpText(text: string, commands: readonly Command[]): Promise<string> {
  const { wrap } = await import('../terminal/width.ts');
  const list = (width: number): string =>
    commandList(commands, (line, hang) => wrap(line, width, { hang }));
  const whole = (width: number): string =>
    text.replace(PURPOSE, () => `${PURPOSE}\n\n${list(width)}`);
  if (helpWidth() !== WHOLE) return whole(helpWidth());
  const lines = whole(WHOLE)
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, '  '));
  return lines.flatMap((line) => wrap(line, terminalWidth(), { hang: 4 })).join('\n');
}

const PREFIX = '  tune ';

/** The commands under their headings; the parser knows no groups. */
function commandList(
  commands: readonly Command[],
  wrap: (line: string, hang: number) => string[],
): string {
  const width = Math.max(...commands.map((command) => lineOf(command).length));
  return Object.entries(COMMAND_GROUPS)
    .map(([group, heading]) => {
      const own = commands.filter((command) => command.group === group);
      const lines = own.flatMap((command) =>
        wrap(
          `${PREFIX}${lineOf(command).padEnd(width + 2)}${command.describe}`,
          PREFIX.length + width + 2,
        ),
      );
      return [heading, ...lines].join('\n');
    })
    .join('\n\n');
}
