/** Turns the data of a page or a widget into arrays. */

const READERS = {
  float16: (buffer) => floats(new Uint16Array(buffer)),
  float32: (buffer) => new Float32Array(buffer),
  uint8: (buffer) => new Uint8Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
};

/**
 * @param {object} given facts, and arrays as {dtype, shape, base64}; bytes in little-endian order.
 * @returns {object} the same with each array as {shape: number[], values: a typed array}
 */
export function decoded(given) {
  if (Array.isArray(given)) return given.map(decoded);
  if (given === null || typeof given !== "object") return given;
  if (typeof given.base64 === "string")
    return { shape: given.shape, values: READERS[given.dtype](bytes(given.base64).buffer) };
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, decoded(value)]));
}

/** @param {string} base64 */
function bytes(base64) {
  const text = atob(base64);
  const found = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) found[place] = text.charCodeAt(place);
  return found;
}

/** IEEE 754 half-precision numbers, which not every browser can read by itself. */
function floats(halves) {
  const found = new Float32Array(halves.length);
  halves.forEach((half, place) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0x1f) found[place] = fraction ? NaN : sign * Infinity;
    else if (exponent) found[place] = sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
    else found[place] = sign * 2 ** -14 * (fraction / 1024);
  });
  return found;
}
