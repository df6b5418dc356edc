/**
 * A small residual network from a point, such as one of the plane, to one number, whose sign says the class.
 *
 * Stem, blocks and head. A block is that of He et al. (2015), with dense layers in place of convolutions: weights,
 * normalisation, ReLU, weights, normalisation, plus what its shortcut passes on, ReLU. The shortcuts are those of
 * `shortcut_variants` in the lessons' experiments, under the names used there.
 */
import { passBackRectified, rectify } from "./dense.js";
import { MOMENTUM } from "./normalisation.js";
import { Randomness } from "./randomness.js";
import { WeightLayer } from "./weight_layer.js";

export const WIDTH = 16;
export const SHORTCUTS = ["none", "identity", "projection", "half", "dropout"];
export const STARTS = ["usual", "scaled", "zero"];
const RATE_OF_DROPOUT = 0.5;
const PREDICTION = NaN;

export class Network {
  /**
   * @param {{inputs: number, depth: number, shortcut: string, isNormalised: boolean}} shape inputs are the numbers
   *   of a point; depth counts weight layers: an even number, two in each block, stem and head; projections are left
   *   out of it
   * @param {number} capacity how many points at most pass at a time
   * @param {Network} [original] whose weights and moving averages it shares; else it has its own
   */
  constructor(shape, capacity, original) {
    this.shape = shape;
    this.capacity = capacity;
    const { isNormalised } = shape;
    const layer = (inputs, outputs, normalised) => new WeightLayer(inputs, outputs, normalised, capacity);
    this.stem = layer(shape.inputs, WIDTH, isNormalised);
    this.head = layer(WIDTH, 1, false);
    this.blocks = Array.from({ length: (shape.depth - 2) / 2 }, () => ({
      first: layer(WIDTH, WIDTH, isNormalised),
      second: layer(WIDTH, WIDTH, isNormalised),
      projection: shape.shortcut === "projection" ? layer(WIDTH, WIDTH, isNormalised) : null,
      kept: shape.shortcut === "dropout" ? new Uint8Array(capacity * WIDTH) : null,
      result: new Float64Array(capacity * WIDTH),
    }));
    /** Weight layers on the way from the input to the output. */
    this.path = [this.stem, ...this.blocks.flatMap(({ first, second }) => [first, second]), this.head];
    this.layers = [...this.path, ...this.blocks.flatMap(({ projection }) => projection ?? [])];
    const size = this.layers.reduce((sum, { size }) => sum + size, 0);
    this.weights = original?.weights ?? new Float64Array(size);
    this.gradients = new Float64Array(size);
    this.layers.reduce((start, each) => {
      each.lieIn(this.weights, this.gradients, start);
      return start + each.size;
    }, 0);
    if (original) this.layers.forEach((each, at) => each.normalisation?.share(original.layers[at].normalisation));
    this.buffers = [0, 1, 2].map(() => new Float64Array(capacity * WIDTH));
    /** Gradients of the places of the points that passed last, after `backward`. */
    this.ofPlaces = new Float64Array(shape.inputs * capacity);
  }

  /**
   * Weights to start from: stem, head and blocks in their order, projections last, so that networks of one seed have
   * the same weights where they have the same layers.
   * @param {string} start one of STARTS: as usual; the last layer of each branch scaled down by the root of the number
   *   of blocks; or at zero
   */
  begin(seed, start) {
    const random = new Randomness(seed);
    this.stem.begin(random);
    this.head.begin(random, 1);
    for (const { first, second } of this.blocks) {
      first.begin(random);
      second.begin(random);
      // Where a normalisation follows, it would undo a scale of the weights.
      const last = second.gamma ?? second.kernel;
      const scale = { usual: 1, scaled: 1 / Math.sqrt(this.blocks.length), zero: 0 }[start];
      for (let at = 0; at < last.length; at++) last[at] *= scale;
    }
    for (const { projection } of this.blocks) projection?.begin(random);
  }

  /** Logits of points, as a network in training computes them: by the statistics of these points. */
  train(places, points, random, momentum = MOMENTUM) {
    for (const { kept } of this.blocks)
      if (kept) for (let at = 0; at < points * WIDTH; at++) kept[at] = random.uniform() < RATE_OF_DROPOUT ? 0 : 1;
    return this.#forward(places, points, momentum);
  }

  /** Logits of points, as a trained network predicts them: by moving averages, and with nothing dropped. */
  predict(places, points) {
    return this.#forward(places, points, PREDICTION);
  }

  #forward(places, points, momentum) {
    const count = points * WIDTH;
    this.isTraining = !Number.isNaN(momentum);
    let features = this.stem.forward(places, points, momentum);
    rectify(features, count);
    for (const block of this.blocks) {
      const inner = block.first.forward(features, points, momentum);
      rectify(inner, count);
      const branch = block.second.forward(inner, points, momentum);
      const shortcut = block.projection?.forward(features, points, momentum) ?? features;
      this.#add(block, branch, shortcut, count);
      rectify(block.result, count);
      features = block.result;
    }
    return this.head.forward(features, points, momentum);
  }

  #add({ result, kept }, branch, shortcut, count) {
    const kind = this.shape.shortcut;
    if (kind === "none") for (let at = 0; at < count; at++) result[at] = branch[at];
    else if (kind === "half") for (let at = 0; at < count; at++) result[at] = 0.5 * branch[at] + 0.5 * shortcut[at];
    else if (kind !== "dropout") for (let at = 0; at < count; at++) result[at] = branch[at] + shortcut[at];
    else if (this.isTraining) for (let at = 0; at < count; at++) result[at] = branch[at] + kept[at] * shortcut[at];
    // Half is dropped on average, so the shortcut is halved throughout.
    else for (let at = 0; at < count; at++) result[at] = branch[at] + (1 - RATE_OF_DROPOUT) * shortcut[at];
  }

  /**
   * Finds the gradients of all weights and of the places of the points that passed last.
   * @param {Float64Array} ofLogits used up
   */
  backward(ofLogits, points) {
    const count = points * WIDTH;
    let [gradients, inner, next] = this.buffers;
    gradients.fill(0, 0, count);
    this.head.backward(ofLogits, gradients, points);
    for (let number = this.blocks.length - 1; number >= 0; number--) {
      const block = this.blocks[number];
      passBackRectified(gradients, block.result, count);
      this.#passBackShortcut(block, gradients, inner, next, points);
      if (this.shape.shortcut === "half") for (let at = 0; at < count; at++) gradients[at] *= 0.5;
      inner.fill(0, 0, count);
      block.second.backward(gradients, inner, points);
      passBackRectified(inner, block.first.result, count);
      block.first.backward(inner, next, points);
      [gradients, next] = [next, gradients];
    }
    passBackRectified(gradients, this.stem.result, count);
    this.ofPlaces.fill(0, 0, this.shape.inputs * points);
    this.stem.backward(gradients, this.ofPlaces, points);
  }

  /** Sets `next` to what passes back along the shortcut; the projection uses up a copy of the gradients. */
  #passBackShortcut({ projection, kept }, gradients, copy, next, points) {
    const kind = this.shape.shortcut;
    const count = points * WIDTH;
    if (kind === "none") next.fill(0, 0, count);
    else if (kind === "half") for (let at = 0; at < count; at++) next[at] = 0.5 * gradients[at];
    else if (kind === "projection") {
      for (let at = 0; at < count; at++) copy[at] = gradients[at];
      next.fill(0, 0, count);
      projection.backward(copy, next, points);
    } else if (kind === "identity") for (let at = 0; at < count; at++) next[at] = gradients[at];
    else if (this.isTraining) for (let at = 0; at < count; at++) next[at] = kept[at] * gradients[at];
    else for (let at = 0; at < count; at++) next[at] = (1 - RATE_OF_DROPOUT) * gradients[at];
  }
}
