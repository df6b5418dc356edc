// What a network spends its time on, four channels at once. AssemblyScript: compiled to WebAssembly.
//
// Features are height × width × channels, float32. All positions and strides are in bytes. A row is
// computed seven columns at a time, so its width is a multiple of seven, and the number of filters
// is one of four. `plain.js` computes the same without WebAssembly.

const COLUMNS = 7;

/**
 * A convolution with a bias.
 *
 * @param from the padded input's first value that the first output reads.
 * @param kernels [filters / 4][kernel rows][values in a kernel's row][4].
 * @param rowStep, columnStep from an output's input to that of the next one, down and to the right.
 * @param inputRow from a row of the padded input to the next.
 * @param run values in a kernel's row: its width times the input's channels.
 * @param outputRow from a row of the output to the next.
 * @param isRectified whether negative results become zero.
 */
export function convolve(
  from: usize, kernels: usize, biases: usize, to: usize,
  height: i32, width: i32, filters: i32,
  rowStep: usize, columnStep: usize, inputRow: usize, outputRow: usize,
  kernelRows: i32, run: i32, isRectified: bool,
): void {
  const pixel: usize = (<usize>filters) << 2;
  const zero = f32x4.splat(0);
  for (let filter = 0; filter < filters; filter += 4) {
    const bias = v128.load(biases + (<usize>filter << 2));
    const block = kernels + ((<usize>(filter * kernelRows * run)) << 2);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x += COLUMNS) {
        let a = bias, b = bias, c = bias, d = bias, e = bias, f = bias, g = bias;
        let weight = block;
        for (let row = 0; row < kernelRows; row++) {
          let value = from + <usize>y * rowStep + <usize>x * columnStep + <usize>row * inputRow;
          const end = value + (<usize>run << 2);
          while (value < end) {
            const w = v128.load(weight);
            a = f32x4.add(a, f32x4.mul(w, v128.load32_splat(value)));
            b = f32x4.add(b, f32x4.mul(w, v128.load32_splat(value + columnStep)));
            c = f32x4.add(c, f32x4.mul(w, v128.load32_splat(value + 2 * columnStep)));
            d = f32x4.add(d, f32x4.mul(w, v128.load32_splat(value + 3 * columnStep)));
            e = f32x4.add(e, f32x4.mul(w, v128.load32_splat(value + 4 * columnStep)));
            f = f32x4.add(f, f32x4.mul(w, v128.load32_splat(value + 5 * columnStep)));
            g = f32x4.add(g, f32x4.mul(w, v128.load32_splat(value + 6 * columnStep)));
            weight += 16;
            value += 4;
          }
        }
        if (isRectified) {
          a = f32x4.max(a, zero);
          b = f32x4.max(b, zero);
          c = f32x4.max(c, zero);
          d = f32x4.max(d, zero);
          e = f32x4.max(e, zero);
          f = f32x4.max(f, zero);
          g = f32x4.max(g, zero);
        }
        let out = to + <usize>y * outputRow + <usize>x * pixel + (<usize>filter << 2);
        v128.store(out, a);
        v128.store((out += pixel), b);
        v128.store((out += pixel), c);
        v128.store((out += pixel), d);
        v128.store((out += pixel), e);
        v128.store((out += pixel), f);
        v128.store((out += pixel), g);
      }
    }
  }
}

/** Scales and shifts each channel, then makes what is negative zero; `outputRow` leaves room for padding. */
export function preActivate(
  from: usize, scales: usize, shifts: usize, to: usize,
  height: i32, width: i32, channels: i32, outputRow: usize,
): void {
  const zero = f32x4.splat(0);
  const end: usize = (<usize>channels) << 2;
  for (let y = 0; y < height; y++) {
    let out = to + <usize>y * outputRow;
    for (let x = 0; x < width; x++) {
      for (let channel: usize = 0; channel < end; channel += 16) {
        const scaled = f32x4.mul(v128.load(from), v128.load(scales + channel));
        v128.store(out, f32x4.max(zero, f32x4.add(scaled, v128.load(shifts + channel))));
        from += 16;
        out += 16;
      }
    }
  }
}

/** shortcut + factor × branch, value by value; a shortcut of 0 is none. `count` is a multiple of four. */
export function addScaled(
  shortcut: usize, branch: usize, to: usize, factor: f32, count: i32,
): void {
  const factors = f32x4.splat(factor);
  const end: usize = (<usize>count) << 2;
  for (let place: usize = 0; place < end; place += 16) {
    let sum = f32x4.mul(factors, v128.load(branch + place));
    if (shortcut) sum = f32x4.add(v128.load(shortcut + place), sum);
    v128.store(to + place, sum);
  }
}
