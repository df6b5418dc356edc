/** One setting that learns: network, optimiser, points and what is measured; everything follows from the seed. */
import { alongOf, autocorrelation, gradientNorms, LINE_POINTS, pointsOn } from "./measures.js";
import { Network } from "./network.js";
import { optimiser } from "./optimisers.js";
import { Randomness } from "./randomness.js";
import { points, POINTS } from "./tasks.js";

export const BATCH = 64;
/** How many points are predicted at a time. */
const AT_ONCE = 256;

export class Training {
  /**
   * @param {{task: string, seed: number, depth: number, shortcut: string, isNormalised: boolean, start: string,
   *   optimiser: string, rate: number}} setting
   * @param {Uint8Array} [images] of garments, as `points` takes them
   */
  constructor(setting, images) {
    this.setting = setting;
    const { seed } = setting;
    this.data = points(setting.task, seed, images);
    const { inputs } = this.data;
    const shape = { ...setting, inputs };
    this.network = new Network(shape, BATCH);
    this.network.begin(seed, setting.start);
    this.observer = new Network(shape, AT_ONCE, this.network);
    this.optimiser = optimiser(setting.optimiser, this.network.weights.length);
    // Apart from the weights, so that two networks of one seed see the same batches.
    this.order = new Randomness(seed + 1_000_003);
    this.dropping = new Randomness(seed + 2_000_003);
    this.numbers = Array.from({ length: POINTS }, (_, number) => number);
    this.places = new Float64Array(inputs * BATCH);
    this.labels = new Uint8Array(BATCH);
    this.ofLogits = new Float64Array(BATCH);
    this.norms = new Float64Array(this.network.path.length);
    this.line = pointsOn(this.data.line);
    /** Of each step: mean cross-entropy and share of right answers in its batch, before the step. */
    this.losses = [];
    this.accuracies = [];
    this.next = POINTS;
    this.#pickBatch();
    // The averages start from what the first batch shows, or nothing could be predicted before the first step.
    this.network.train(this.places, BATCH, this.dropping, 0);
    this.#findGradients();
  }

  get steps() {
    return this.losses.length;
  }

  /** Whether a number left the range of numbers, after which nothing is learnt any more. */
  get isBroken() {
    return this.steps > 0 && !Number.isFinite(this.losses[this.steps - 1]);
  }

  #pickBatch() {
    const { inputs, places, labels } = this.data;
    if (this.next + BATCH > POINTS) {
      this.order.shuffle(this.numbers);
      this.next = 0;
    }
    for (let at = 0; at < BATCH; at++) {
      const number = this.numbers[this.next++];
      for (let part = 0; part < inputs; part++) this.places[inputs * at + part] = places[inputs * number + part];
      this.labels[at] = labels[number];
    }
  }

  /** Loss and accuracy of the batch, and the gradients of all weights. */
  #findGradients() {
    const logits = this.network.head.result;
    let loss = 0;
    let right = 0;
    for (let at = 0; at < BATCH; at++) {
      const [logit, label] = [logits[at], this.labels[at]];
      loss += Math.max(logit, 0) - label * logit + Math.log1p(Math.exp(-Math.abs(logit)));
      right += logit > 0 === (label === 1) ? 1 : 0;
      this.ofLogits[at] = (1 / (1 + Math.exp(-logit)) - label) / BATCH;
    }
    this.network.backward(this.ofLogits, BATCH);
    return [loss / BATCH, right / BATCH];
  }

  /** One step of the optimiser on the batch that is picked, and the next batch. */
  step() {
    this.network.train(this.places, BATCH, this.dropping);
    const [loss, accuracy] = this.#findGradients();
    this.losses.push(loss);
    this.accuracies.push(accuracy);
    this.optimiser.step(this.network.weights, this.network.gradients, this.setting.rate);
    this.#pickBatch();
  }

  /** Length of the gradient of each weight layer on the last batch, from the input on. */
  gradientNorms() {
    return gradientNorms(this.network, this.norms);
  }

  /** Logits of any number of places, as the network predicts now; the numbers of each place in turn. */
  predict(places, logits = new Float64Array(places.length / this.data.inputs)) {
    const { inputs } = this.data;
    for (let start = 0; start < logits.length; start += AT_ONCE) {
      const count = Math.min(AT_ONCE, logits.length - start);
      const found = this.observer.predict(places.subarray(inputs * start, inputs * (start + count)), count);
      logits.set(found.subarray(0, count), start);
    }
    return logits;
  }

  /** Share of all training points that the network predicts rightly. */
  accuracy() {
    const logits = this.predict(this.data.places);
    return logits.reduce((right, logit, at) => right + (logit > 0 === (this.data.labels[at] === 1)), 0) / POINTS;
  }

  /**
   * How the output changes along the line of the task, as `shattering` of chapter 5 has it.
   * @returns {{gradients: Float64Array, agreement: number}} at each point of the line, and how far neighbours agree
   */
  alongLine() {
    this.observer.predict(this.line, LINE_POINTS);
    this.observer.backward(new Float64Array(LINE_POINTS).fill(1), LINE_POINTS);
    const gradients = alongOf(this.data.line, this.observer.ofPlaces);
    return { gradients, agreement: autocorrelation(gradients) };
  }
}
