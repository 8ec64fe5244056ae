/** Whether small or large values are good. */
export type Direction = 'minimize' | 'maximize';

/** Whether a value from outside is a direction. */
export const isDirection = (value: unknown): value is Direction =>
  value === 'minimize' || value === 'maximize';

/**
 * The loss of a value: the one place where a direction is flipped. Below it everything minimizes;
 * applied twice it gives the value back.
 */
export function toLoss(direction: Direction, value: number): number {
  return direction === 'minimize' ? value : -value;
}

/** Whether a value is better than another one in a direction. */
export function isBetter(direction: Direction, value: number, than: number): boolean {
  return toLoss(direction, value) < toLoss(direction, than);
}
