/** A weight layer: sums of all features with weights, normalised over the batch if that is wanted. */
import { gradientsOfWeights, passBack, sumUp } from "./dense.js";
import { Normalisation } from "./normalisation.js";

export class WeightLayer {
  /**
   * @param {number} inputs features of a point that come in
   * @param {number} outputs features that go out
   * @param {boolean} isNormalised whether batch normalisation follows the sums
   * @param {number} capacity how many points at most pass at a time; nothing is allocated while they do
   */
  constructor(inputs, outputs, isNormalised, capacity) {
    Object.assign(this, { inputs, outputs });
    this.normalisation = isNormalised ? new Normalisation(outputs) : null;
    /** How many numbers training changes. */
    this.size = outputs * (inputs + 1 + (isNormalised ? 2 : 0));
    this.sums = new Float64Array(capacity * outputs);
    this.scaled = isNormalised ? new Float64Array(capacity * outputs) : this.sums;
    /** What comes out, after `forward`. */
    this.result = isNormalised ? new Float64Array(capacity * outputs) : this.sums;
  }

  /** Has its weights and their gradients lie in two longer arrays from `start` on. */
  lieIn(weights, gradients, start) {
    [this.kernel, this.bias, this.gamma, this.beta] = this.#parts(weights, start);
    [this.ofKernel, this.ofBias, this.ofGamma, this.ofBeta] = this.#parts(gradients, start);
    this.gradients = gradients.subarray(start, start + this.size);
  }

  #parts(array, start) {
    const ends = [this.outputs * this.inputs, this.outputs];
    if (this.normalisation) ends.push(this.outputs, this.outputs);
    return ends.map((length) => array.subarray(start, (start += length)));
  }

  /** Normal weights of the given variance over the number of inputs: 2 is the start of He et al. (2015). */
  begin(random, variance = 2) {
    const deviation = Math.sqrt(variance / this.inputs);
    for (let at = 0; at < this.kernel.length; at++) this.kernel[at] = deviation * random.normal();
    this.bias.fill(0);
    this.gamma?.fill(1);
    this.beta?.fill(0);
  }

  /**
   * @param {Float64Array} features of the points; kept for `backward`
   * @param {number} points how many
   * @param {number} momentum of the averages while training, or NaN for a prediction
   * @returns {Float64Array} `result`
   */
  forward(features, points, momentum) {
    this.features = features;
    this.isTraining = !Number.isNaN(momentum);
    sumUp(features, this.kernel, this.bias, this.sums, points, this.inputs, this.outputs);
    if (this.normalisation) {
      if (this.isTraining) this.normalisation.measure(this.sums, points, momentum);
      this.normalisation.apply(
        this.sums, this.scaled, this.result, this.gamma, this.beta, points, this.isTraining,
      );
    }
    return this.result;
  }

  /**
   * Finds the gradients of the weights, and adds to `into` those of the features.
   * @param {Float64Array} gradients of the result; used up
   */
  backward(gradients, into, points) {
    const { inputs, outputs } = this;
    this.normalisation?.passBack(
      gradients, this.scaled, this.gamma, this.ofGamma, this.ofBeta, points, this.isTraining,
    );
    gradientsOfWeights(this.features, gradients, this.ofKernel, this.ofBias, points, inputs, outputs);
    passBack(gradients, this.kernel, into, points, inputs, outputs);
  }
}
