/** What `kernel.ts` computes, in plain JavaScript: two filters and seven columns at once. */

const COLUMNS = 7;
const FILTERS_TOGETHER = 4;

/** @returns the same as `kernel` in kernel.js */
export function plainKernel(count, first) {
  const values = new Float32Array(count);
  return {
    kind: "JavaScript",
    first,
    values,
    convolve: (convolution) => convolve(values, convolution),
    preActivate: (what) => preActivate(values, what),
    addScaled(shortcut, branch, to, factor, length) {
      for (let n = 0; n < length; n += 1)
        values[to + n] = (shortcut ? values[shortcut + n] : 0) + factor * values[branch + n];
    },
  };
}

function convolve(values, given) {
  const { height, width, filters } = given;
  for (let filter = 0; filter < filters; filter += 2)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += COLUMNS) sevenColumns(values, given, filter, y, x);
}

/** Two filters at seven neighbouring positions, their sums in fourteen variables. */
function sevenColumns(values, given, filter, y, x) {
  const { rowStep, columnStep: step, kernelRows, run, filters } = given;
  const within = filter % FILTERS_TOGETHER;
  let weight = given.kernels + (filter - within) * kernelRows * run + within;
  let a0 = values[given.biases + filter], b0 = values[given.biases + filter + 1];
  let a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0;
  let b1 = b0, b2 = b0, b3 = b0, b4 = b0, b5 = b0, b6 = b0;
  for (let row = 0; row < kernelRows; row += 1) {
    let place = given.from + y * rowStep + x * step + row * given.inputRow;
    for (const end = place + run; place < end; place += 1, weight += FILTERS_TOGETHER) {
      const u = values[weight], v = values[weight + 1];
      let input = values[place];
      a0 += input * u; b0 += input * v;
      input = values[place + step];
      a1 += input * u; b1 += input * v;
      input = values[place + 2 * step];
      a2 += input * u; b2 += input * v;
      input = values[place + 3 * step];
      a3 += input * u; b3 += input * v;
      input = values[place + 4 * step];
      a4 += input * u; b4 += input * v;
      input = values[place + 5 * step];
      a5 += input * u; b5 += input * v;
      input = values[place + 6 * step];
      a6 += input * u; b6 += input * v;
    }
  }
  const put = (column, a, b) => {
    const to = given.to + y * given.outputRow + (x + column) * filters + filter;
    values[to] = given.isRectified && a < 0 ? 0 : a;
    values[to + 1] = given.isRectified && b < 0 ? 0 : b;
  };
  put(0, a0, b0);
  put(1, a1, b1);
  put(2, a2, b2);
  put(3, a3, b3);
  put(4, a4, b4);
  put(5, a5, b5);
  put(6, a6, b6);
}

function preActivate(values, { from, scales, shifts, to, height, width, channels, outputRow }) {
  let place = from;
  for (let y = 0; y < height; y += 1) {
    let out = to + y * outputRow;
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < channels; channel += 1, place += 1, out += 1) {
        const value = values[place] * values[scales + channel] + values[shifts + channel];
        values[out] = value < 0 ? 0 : value;
      }
  }
}
