/**
 * Values are known by what they are and not by their class: in a vm context, as Jest runs tests in, and in
 * a frame, the classes of what the runtime hands out are others than those of this module.
 */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/** Whether it is an error, of this realm or another one. May throw what looking at the value throws. */
export const isError = (value: unknown): value is Error =>
  value instanceof Error || tagOf(value) === 'Error' || tagOf(value) === 'DOMException';

/** Whether it is a promise, of this realm or another one. May throw what looking at the value throws. */
export const isPromise = (value: unknown): value is Promise<unknown> =>
  value instanceof Promise || tagOf(value) === 'Promise';
