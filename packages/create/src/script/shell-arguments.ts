import { literalOf, isWhole, numberOf, type Argument } from './argument.ts';
import { lineOf, withoutComments } from './calls.ts';

/** `LR=${1:-0.01}` of a shell script: arguments that are known by their place. */
export function shellArguments(source: string): Argument[] {
  const text = withoutComments(source, 'shell');
  return [...text.matchAll(/\b(\w+)="?\$(?:(\d)|\{(\d)(?::?-([^}]*))?\})/g)].map(
    ({ 1: name, 2: short, 3: long, 4: given, index }): Argument => {
      const number = numberOf(literalOf(given) ?? given ?? '');
      const what: Pick<Argument, 'type' | 'default'> =
        number === undefined
          ? { type: 'text', ...(given === undefined ? {} : { default: given }) }
          : { type: isWhole(given!) ? 'int' : 'float', default: number };
      const place = Number(short ?? long) - 1;
      return { name: name!.toLowerCase(), place, line: lineOf(text, index), ...what };
    },
  );
}
