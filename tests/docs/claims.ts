/** `expression; // value` says what comes out: a literal, or `near` a number. */
const SAID = /^(?:const (?<name>\w+) = )?(?<expression>[^\s});].*); \/\/ (?<said>.+)$/;

/** What a comment behind an expression claims, as code; undefined if it is only a remark. */
function claimOf(said: string): string | undefined {
  const near = said.match(/^(?:near|about) (-?[\d.e-]+)/)?.[1];
  if (near !== undefined) return `near(${near})`;
  const literal = said.match(/^('[^']*'|-?\d[\d.e-]*|true|false|\{.*\}|\[.*\])(?=$|[:,] )/)?.[1];
  return literal === undefined ? undefined : `equal(${literal})`;
}

/** The example with its claims checked. */
export function withClaims(code: string): string {
  return code
    .split('\n')
    .map((line) => {
      const { name, expression, said } = line.match(SAID)?.groups ?? {};
      const claim = said === undefined ? undefined : claimOf(said);
      if (claim === undefined || /^(import|for|if|return)\b/.test(line)) return line;
      return name === undefined
        ? `${claim}(${expression});`
        : `const ${name} = ${expression}; ${claim}(${name});`;
    })
    .join('\n');
}

/** What the checks of claims need. */
export const CHECKS = `
import { expect as checked } from 'vitest';
const nineDigits = (value: unknown) =>
  JSON.stringify(value, (_, part) => (typeof part === 'number' ? Number(part.toPrecision(9)) : part));
const equal = (said: unknown) => (came: unknown) => checked(nineDigits(came)).toBe(nineDigits(said));
const near = (said: number) => (came: unknown) =>
  checked(Math.abs((came as number) - said)).toBeLessThanOrEqual(0.2 * Math.abs(said));
`;
