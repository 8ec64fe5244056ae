import { numberOf, type Argument } from './argument.ts';
import { isProposal, type Proposal, type Skipped } from './parameters.ts';
import { pathWord, type Script } from './find-scripts.ts';

/** Where the script stands in its command; what follows are its arguments. */
const startOf = ({ words, path }: Script): number =>
  words.findIndex((word) => pathWord(word) === path) + 1;

/** Numbers of the command line of a script that its text does not tell of: `--lr 0.01`. */
export function commandArguments(script: Script, known: readonly Argument[]): Argument[] {
  const own = script.words.slice(startOf(script));
  return own.flatMap((word, index): Argument[] => {
    const [, flag, attached] = /^(--?[a-z][\w-]*)(?:=(.*))?$/i.exec(word) ?? [];
    if (flag === undefined || known.some((it) => it.flag === flag)) return [];
    const value = numberOf(attached ?? own[index + 1]);
    if (value === undefined) return [];
    const type = Number.isInteger(value) ? 'int' : 'float';
    return [{ name: flag.replace(/^-+/, ''), flag, type, default: value }];
  });
}

/** The words of the command with a placeholder for each parameter, and those that a person has to replace. */
export function commandWords(
  script: Script,
  found: readonly (Proposal | Skipped)[],
): { readonly words: string[]; readonly toReplace: string[] } {
  const flagged = found.filter(({ argument }) => argument.flag !== undefined);
  const replaced = flagged.filter((it) => isProposal(it) || isSeed(it.argument));
  const { before, own } = without(
    script,
    replaced.map(({ argument }) => argument.flag!),
  );
  const toReplace: string[] = [];
  const stand = (it: Proposal | Skipped): string => {
    const { name, default: start } = it.argument;
    if (isProposal(it)) return `{${name}}`;
    if (start !== undefined) return String(start);
    const word = name.toUpperCase().replaceAll('-', '_');
    toReplace.push(word);
    return word;
  };
  const added = flagged.flatMap((it) => {
    const { flag, isRequired } = it.argument;
    if (isProposal(it)) return withValue(it, flag!);
    if (isSeed(it.argument)) return [flag!, '{seed}'];
    const isGiven = own.some((word) => word === flag || word.startsWith(`${flag}=`));
    return isRequired === true && !isGiven ? [flag!, stand(it)] : [];
  });
  const placed = found
    .filter(({ argument }) => argument.place !== undefined)
    .toSorted((one, other) => one.argument.place! - other.argument.place!);
  // What stands behind the last parameter can be left out.
  const last = placed.findLastIndex((it) => isProposal(it) || it.argument.isRequired === true);
  const hasWords = own.some((word) => !word.startsWith('-')) && flagged.length === 0;
  const positional = placed.slice(0, last + 1).map(stand);
  return { words: [...before, ...positional, ...(hasWords ? [] : own), ...added], toReplace };
}

/** A value that begins with a dash would be taken for a flag. */
function withValue({ parameter }: Proposal, flag: string): string[] {
  const isNegative = parameter.type !== 'categorical' && parameter.low < 0;
  const isLong = flag.startsWith('--');
  return isNegative && isLong ? [`${flag}={${parameter.name}}`] : [flag, `{${parameter.name}}`];
}

export const isSeed = ({ name, flag, type }: Argument): boolean =>
  flag !== undefined && type !== 'switch' && /^(random[-_]?)?(seed|state)$/i.test(name);

/** The command up to the script, and the arguments behind it without some flags and their values. */
function without(script: Script, flags: readonly string[]): { before: string[]; own: string[] } {
  const start = startOf(script);
  const escaped = script.words.map((word) => word.replaceAll(/\{([^{}"':,\s]+)\}/g, '{{$1}}'));
  const own = escaped.slice(start).filter((word, index, all) => {
    const isFlag = flags.some((flag) => word === flag || word.startsWith(`${flag}=`));
    return !isFlag && !flags.includes(all[index - 1] ?? '');
  });
  return { before: escaped.slice(0, start), own };
}
