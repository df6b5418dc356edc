/** Where weights and features of a network lie on one long array, and how kernels are packed. */

const TOGETHER = 4;

/** Hands out places before the array is there; everything begins at a multiple of four. */
export class Layout {
  constructor() {
    this.count = 0;
    this.constants = [];
  }

  /** A place for so many values, counted from where the array's free part begins. */
  room(count) {
    const place = this.count;
    this.count += Math.ceil(count / TOGETHER) * TOGETHER;
    return place;
  }

  /** A place that will hold these values. */
  constant(values) {
    const place = this.room(values.length);
    this.constants.push([place, values]);
    return place;
  }
}

/** A normalisation as scales and shifts. */
export function normalization(layout, { scale, shift }) {
  return { scales: layout.constant(scale.values), shifts: layout.constant(shift.values) };
}

/**
 * A convolution's kernels, packed as `kernel.ts` reads them.
 *
 * @param {Layout} layout
 * @param {{kernel: {shape: number[], values: Float32Array}, bias: {values: Float32Array}}} given as Keras
 *   has them: (height, width, channels, filters).
 * @param {{scale: {values: Float32Array}, shift: {values: Float32Array}}} [following] a normalisation of
 *   the results, which becomes part of the kernels.
 */
export function convolution(layout, { kernel, bias }, following) {
  const [kernelRows, columns, channels, filters] = kernel.shape;
  const run = columns * channels;
  const scale = following?.scale.values ?? new Float32Array(filters).fill(1);
  const shift = following?.shift.values ?? new Float32Array(filters);
  const packed = new Float32Array(kernel.values.length);
  kernel.values.forEach((value, place) => {
    const filter = place % filters;
    const within = filter % TOGETHER;
    const position = (place - filter) / filters;
    packed[(filter - within) * kernelRows * run + position * TOGETHER + within] = value * scale[filter];
  });
  const biases = bias.values.map((value, filter) => value * scale[filter] + shift[filter]);
  const kernels = layout.constant(packed);
  return { kernels, biases: layout.constant(biases), kernelRows, run, channels, filters };
}
