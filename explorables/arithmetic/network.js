/**
 * The lessons' small network, with shortcuts or without, on a fixed set of images. Each block's
 * residual branch has a factor, and the blocks may stand in another order. What every block passes
 * on is kept for every image, so only what follows a change is computed again.
 */
import { kernel } from "./kernel.js";
import { convolution, Layout, normalization } from "./layout.js";

const PADDING = 1;

/**
 * @typedef {{shape: number[], values: Float32Array}} Values
 * @typedef {object} Weights of one network; kernels as Keras has them, normalisations as what they do
 *   at inference: a scale and a shift.
 * @property {{kernel: Values, bias: Values}} stem
 * @property {object[]} blocks each {stride, first, second: normalisations, one, two: convolutions,
 *   projection: a convolution, or nothing}.
 * @property {{scale: Values, shift: Values}} last
 * @property {{kernel: Values, bias: Values}} logits
 * @property {boolean} shortcuts whether a block's input is added to its branch.
 */

export class Network {
  /**
   * @param {Weights} weights
   * @param {Values} images (images, height, width, 1), 0 to 255.
   * @param {{isPlain?: boolean}} [options] to have plain JavaScript, whatever the browser allows.
   */
  constructor(weights, images, { isPlain = false } = {}) {
    const [count, side] = images.shape;
    Object.assign(this, { images, count, side, hasShortcuts: weights.shortcuts });
    this.length = weights.blocks.length;
    this.factors = new Float32Array(this.length).fill(1);
    this.order = weights.blocks.map((_, place) => place);
    // How many blocks have passed on, of each image, what they would pass on now; -1: not even the stem.
    this.done = new Int16Array(count).fill(-1);
    this.logits = weights.logits;
    this.classes = weights.logits.bias.values.length;
    const layout = new Layout();
    this.#place(layout, weights);
    this.kernel = kernel(layout.count, isPlain);
    for (const [place, values] of layout.constants) this.kernel.values.set(values, this.#at(place));
  }

  /** Gives every part of the network and every feature map its place. */
  #place(layout, weights) {
    let width = this.side / 2;
    let channels = weights.stem.bias.values.length;
    this.image = layout.room((this.side + 2 * PADDING) ** 2);
    this.stem = { ...convolution(layout, weights.stem), width };
    const padded = new Map();
    const pad = (kind, side, depth) => {
      const name = `${kind} ${side} ${depth}`;
      if (!padded.has(name)) padded.set(name, layout.room((side + 2 * PADDING) ** 2 * depth));
      return padded.get(name);
    };
    this.passed = [layout.room(this.count * width ** 2 * channels)];
    this.sizes = [{ width, channels }];
    this.blocks = weights.blocks.map((block) => {
      const input = { width, channels };
      width /= block.stride;
      channels = block.one.bias.values.length;
      this.passed.push(layout.room(this.count * width ** 2 * channels));
      this.sizes.push({ width, channels });
      return {
        input,
        output: { width, channels },
        stride: block.stride,
        first: normalization(layout, block.first),
        one: convolution(layout, block.one, block.second),
        two: convolution(layout, block.two),
        projection: block.projection && convolution(layout, block.projection),
        before: pad("input", input.width, input.channels),
        between: pad("between", width, channels),
      };
    });
    const largest = Math.max(...this.sizes.map((size) => size.width ** 2 * size.channels));
    this.branch = layout.room(largest);
    this.projected = layout.room(largest);
    this.last = normalization(layout, weights.last);
    this.activated = layout.room(largest);
  }

  #at(place) {
    return this.kernel.first + place;
  }

  /** Place of what the block at a position passes on (position 0: the stem) of one image. */
  #passed(position, image) {
    const { width, channels } = this.sizes[position];
    return this.#at(this.passed[position]) + image * width ** 2 * channels;
  }

  /** Sets the factor of the residual branch at a position of the network, counted from 0. */
  setFactor(position, factor) {
    if (this.factors[position] === Math.fround(factor)) return;
    this.factors[position] = factor;
    this.#forget(position);
  }

  /**
   * Sets which block stands at each position. Blocks change places only with blocks of their shape.
   *
   * @param {number[]} order
   */
  setOrder(order) {
    const changed = order.findIndex((block, position) => block !== this.order[position]);
    if (changed < 0) return;
    this.order = [...order];
    this.#forget(changed);
  }

  /** Other images in the place of those before: as many, and of their size. */
  setImages(images) {
    this.images = images;
    this.done.fill(-1);
  }

  #forget(position) {
    for (let image = 0; image < this.count; image += 1)
      this.done[image] = Math.min(this.done[image], position);
  }

  /** Ten logits of an image, computed from the first block whose result is out of date. */
  logitsOf(image) {
    this.#run(image, this.length);
    const { width, channels } = this.sizes[this.length];
    const to = this.#at(this.activated);
    const from = this.#passed(this.length, image);
    this.#activate(this.last, from, { width, channels }, to, width * channels);
    const found = Float64Array.from(this.logits.bias.values);
    for (let channel = 0; channel < channels; channel += 1) {
      let mean = 0;
      for (let place = channel; place < width ** 2 * channels; place += channels)
        mean += this.kernel.values[to + place];
      mean /= width ** 2;
      for (let name = 0; name < this.classes; name += 1)
        found[name] += mean * this.logits.kernel.values[channel * this.classes + name];
    }
    return found;
  }

  /**
   * What meets at the plus sign of the block at a position, for one image.
   *
   * @returns {{width: number, channels: number, shortcut: Float32Array | null, branch: Float32Array,
   *   sum: Float32Array}} each height × width × channels; the branch before its factor.
   */
  termsOf(image, position) {
    this.#run(image, position);
    const shortcut = this.#runBlock(image, position);
    this.done[image] = Math.max(this.done[image], position + 1);
    const { width, channels } = this.sizes[position + 1];
    const copy = (place) => this.kernel.values.slice(place, place + width ** 2 * channels);
    return {
      width,
      channels,
      shortcut: this.hasShortcuts ? copy(shortcut) : null,
      branch: copy(this.#at(this.branch)),
      sum: copy(this.#passed(position + 1, image)),
    };
  }

  /** Brings an image up to a position. */
  #run(image, position) {
    if (this.done[image] < 0) {
      this.#runStem(image);
      this.done[image] = 0;
    }
    while (this.done[image] < position) {
      this.#runBlock(image, this.done[image]);
      this.done[image] += 1;
    }
  }

  #runStem(image) {
    const row = this.side + 2 * PADDING;
    const { values } = this.kernel;
    const to = this.#at(this.image);
    for (let y = 0; y < this.side; y += 1)
      for (let x = 0; x < this.side; x += 1) {
        const value = this.images.values[(image * this.side + y) * this.side + x] / 255;
        values[to + (y + PADDING) * row + x + PADDING] = value;
      }
    const { width, filters } = this.stem;
    const input = { from: to, row, channels: 1, stride: 2 };
    this.#convolve(this.stem, input, width, this.#passed(0, image), width * filters, false);
  }

  /** @returns the place of what came along the shortcut */
  #runBlock(image, position) {
    const block = this.blocks[this.order[position]];
    const from = this.#passed(position, image);
    const branch = this.#at(this.branch);
    const before = this.#padded(block.before, block.input);
    this.#activate(block.first, from, block.input, before.inside, before.row);
    const { width, channels } = block.output;
    const between = this.#padded(block.between, block.output);
    const input = { from: before.corner, row: before.row, ...block.input, stride: block.stride };
    this.#convolve(block.one, input, width, between.inside, between.row, true);
    const second = { from: between.corner, row: between.row, channels, stride: 1 };
    this.#convolve(block.two, second, width, branch, width * channels, false);
    let shortcut = from;
    if (block.projection) {
      shortcut = this.#at(this.projected);
      const unpadded = { ...input, from: before.inside };
      this.#convolve(block.projection, unpadded, width, shortcut, width * channels, false);
    }
    const [to, factor] = [this.#passed(position + 1, image), this.factors[position]];
    this.kernel.addScaled(this.hasShortcuts ? shortcut : 0, branch, to, factor, width ** 2 * channels);
    return shortcut;
  }

  /** Corner, row, and first value inside of features with a border of zeros. */
  #padded(place, { width, channels }) {
    const row = (width + 2 * PADDING) * channels;
    const corner = this.#at(place);
    return { corner, row, inside: corner + PADDING * (row + channels) };
  }

  #activate({ scales, shifts }, from, { width, channels }, to, outputRow) {
    const places = { from, to, scales: this.#at(scales), shifts: this.#at(shifts) };
    this.kernel.preActivate({ ...places, height: width, width, channels, outputRow });
  }

  #convolve(layer, { from, row, channels, stride }, width, to, outputRow, isRectified) {
    const { kernelRows, run, filters } = layer;
    const places = { from, to, kernels: this.#at(layer.kernels), biases: this.#at(layer.biases) };
    const steps = { rowStep: row * stride, columnStep: channels * stride, inputRow: row, outputRow };
    const size = { height: width, width, filters, kernelRows, run };
    this.kernel.convolve({ ...places, ...steps, ...size, isRectified });
  }
}

/** Probabilities from logits. */
export function softmax(logits) {
  const highest = Math.max(...logits);
  const powers = Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The place of the largest value. */
export function largest(values) {
  let found = 0;
  for (let place = 1; place < values.length; place += 1)
    if (values[place] > values[found]) found = place;
  return found;
}
