/**
 * Arrays are known by their tag and not by their class: in a vm context, as Jest runs tests in, and in a frame, the
 * classes of the addon, of a worker's answers or of the caller are others than those of this module.
 */
const tagOf = (value: unknown): string => Object.prototype.toString.call(value);

export function isFloat64Array(value: unknown): value is Float64Array {
  return ArrayBuffer.isView(value) && tagOf(value) === '[object Float64Array]';
}

export function isUint8Array(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && tagOf(value) === '[object Uint8Array]';
}
