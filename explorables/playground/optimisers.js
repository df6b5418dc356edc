/** What moves the weights against their gradients, by Keras' formulas and defaults. */

const MOMENTUM = 0.9;

/** Stochastic gradient descent with momentum. */
class Momentum {
  constructor(size) {
    this.speed = new Float64Array(size);
  }

  step(weights, gradients, rate) {
    const { speed } = this;
    for (let at = 0; at < weights.length; at++) {
      speed[at] = MOMENTUM * speed[at] - rate * gradients[at];
      weights[at] += speed[at];
    }
  }
}

/** Adam, of Kingma and Ba (2015). */
class Adam {
  constructor(size) {
    this.steps = 0;
    this.mean = new Float64Array(size);
    this.square = new Float64Array(size);
  }

  step(weights, gradients, rate) {
    const { mean, square } = this;
    this.steps += 1;
    const corrected = (rate * Math.sqrt(1 - 0.999 ** this.steps)) / (1 - 0.9 ** this.steps);
    for (let at = 0; at < weights.length; at++) {
      const gradient = gradients[at];
      mean[at] += 0.1 * (gradient - mean[at]);
      square[at] += 0.001 * (gradient * gradient - square[at]);
      weights[at] -= (corrected * mean[at]) / (Math.sqrt(square[at]) + 1e-7);
    }
  }
}

const KINDS = { sgd: Momentum, adam: Adam };
export const OPTIMISERS = Object.keys(KINDS);

/** An optimiser of one of OPTIMISERS for so many weights. */
export function optimiser(kind, size) {
  return new KINDS[kind](size);
}
