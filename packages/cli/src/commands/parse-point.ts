import { usage } from '../errors.ts';

/** @throws CLI_USAGE  what was typed is not JSON */
export function parsePointText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usage(
      `a point is JSON such as '{"lr":0.002}', but this came: ${text} (${(error as Error).message}).`,
    );
  }
}
