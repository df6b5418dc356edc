/**
 * Batch normalisation of Ioffe and Szegedy (2015): each feature gets mean 0 and variance 1 over the batch, then a
 * scale γ and a shift β that are learnt. A prediction takes moving averages in place of those of its batch.
 */

/** Keras' epsilon, so that numbers can be compared. */
const EPSILON = 1e-3;
/** Share of a moving average that each batch leaves as it was, as in the lessons' other short runs. */
export const MOMENTUM = 0.9;

export class Normalisation {
  /** @param {number} features how many each point has */
  constructor(features) {
    this.features = features;
    this.movingMean = new Float64Array(features);
    this.movingVariance = new Float64Array(features).fill(1);
    this.mean = new Float64Array(features);
    this.variance = new Float64Array(features);
    this.ofScaled = new Float64Array(features);
    this.alongScaled = new Float64Array(features);
  }

  /** Takes the averages of another, which goes on changing them. */
  share(other) {
    this.movingMean = other.movingMean;
    this.movingVariance = other.movingVariance;
  }

  /** Measures a batch and moves the averages; momentum 0 leaves nothing of the former ones. */
  measure(sums, points, momentum) {
    const { features, mean, variance, movingMean, movingVariance } = this;
    mean.fill(0);
    variance.fill(0);
    for (let point = 0, at = 0; point < points; point++)
      for (let feature = 0; feature < features; feature++) mean[feature] += sums[at++];
    for (let feature = 0; feature < features; feature++) mean[feature] /= points;
    for (let point = 0, at = 0; point < points; point++)
      for (let feature = 0; feature < features; feature++) variance[feature] += (sums[at++] - mean[feature]) ** 2;
    for (let feature = 0; feature < features; feature++) {
      variance[feature] /= points;
      movingMean[feature] = momentum * movingMean[feature] + (1 - momentum) * mean[feature];
      movingVariance[feature] = momentum * movingVariance[feature] + (1 - momentum) * variance[feature];
    }
  }

  /** scaled = (sums − mean) / deviation and result = γ · scaled + β, from the batch measured last or the averages. */
  apply(sums, scaled, result, gamma, beta, points, isTraining) {
    const { features } = this;
    const mean = isTraining ? this.mean : this.movingMean;
    const variance = isTraining ? this.variance : this.movingVariance;
    for (let feature = 0; feature < features; feature++) {
      const factor = 1 / Math.sqrt(variance[feature] + EPSILON);
      const [middle, scale, shift] = [mean[feature], gamma[feature], beta[feature]];
      for (let at = feature; at < points * features; at += features) {
        scaled[at] = (sums[at] - middle) * factor;
        result[at] = scale * scaled[at] + shift;
      }
    }
  }

  /** Turns gradients of the result into those of the sums, in place, and finds those of γ and β. */
  passBack(gradients, scaled, gamma, ofGamma, ofBeta, points, isTraining) {
    const { features } = this;
    const variance = isTraining ? this.variance : this.movingVariance;
    for (let feature = 0; feature < features; feature++) {
      let sum = 0;
      let along = 0;
      for (let at = feature; at < points * features; at += features) {
        sum += gradients[at];
        along += gradients[at] * scaled[at];
      }
      ofBeta[feature] = sum;
      ofGamma[feature] = along;
      const factor = gamma[feature] / Math.sqrt(variance[feature] + EPSILON);
      // Mean and deviation of the batch depend on the sums too; the averages do not.
      const [less, lessAlong] = isTraining ? [sum / points, along / points] : [0, 0];
      for (let at = feature; at < points * features; at += features)
        gradients[at] = factor * (gradients[at] - less - scaled[at] * lessAlong);
    }
  }
}
