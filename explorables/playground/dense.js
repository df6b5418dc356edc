/**
 * Sums of a weight layer and their gradients, in plain loops over typed arrays.
 *
 * Features of a point lie side by side, points one after another; a kernel holds a row for each output. Four outputs
 * are computed at a time, because a loaded input then serves four products.
 */

/** sums[point, output] = bias[output] + Σ kernel[output, input] · features[point, input] */
export function sumUp(features, kernel, bias, sums, points, inputs, outputs) {
  for (let point = 0; point < points; point++) {
    const from = point * inputs;
    const to = point * outputs;
    let output = 0;
    for (; output + 4 <= outputs; output += 4) {
      const row0 = output * inputs;
      const row1 = row0 + inputs;
      const row2 = row1 + inputs;
      const row3 = row2 + inputs;
      let sum0 = bias[output];
      let sum1 = bias[output + 1];
      let sum2 = bias[output + 2];
      let sum3 = bias[output + 3];
      for (let input = 0; input < inputs; input++) {
        const feature = features[from + input];
        sum0 += feature * kernel[row0 + input];
        sum1 += feature * kernel[row1 + input];
        sum2 += feature * kernel[row2 + input];
        sum3 += feature * kernel[row3 + input];
      }
      sums[to + output] = sum0;
      sums[to + output + 1] = sum1;
      sums[to + output + 2] = sum2;
      sums[to + output + 3] = sum3;
    }
    for (; output < outputs; output++) {
      let sum = bias[output];
      for (let input = 0; input < inputs; input++) sum += features[from + input] * kernel[output * inputs + input];
      sums[to + output] = sum;
    }
  }
}

/** Adds to gradients[point, input] what the gradients of the sums pass back through the kernel. */
export function passBack(ofSums, kernel, gradients, points, inputs, outputs) {
  for (let point = 0; point < points; point++) {
    const from = point * outputs;
    const to = point * inputs;
    let output = 0;
    for (; output + 4 <= outputs; output += 4) {
      const row0 = output * inputs;
      const row1 = row0 + inputs;
      const row2 = row1 + inputs;
      const row3 = row2 + inputs;
      const gradient0 = ofSums[from + output];
      const gradient1 = ofSums[from + output + 1];
      const gradient2 = ofSums[from + output + 2];
      const gradient3 = ofSums[from + output + 3];
      for (let input = 0; input < inputs; input++) {
        gradients[to + input] +=
          gradient0 * kernel[row0 + input] +
          gradient1 * kernel[row1 + input] +
          gradient2 * kernel[row2 + input] +
          gradient3 * kernel[row3 + input];
      }
    }
    for (; output < outputs; output++) {
      const gradient = ofSums[from + output];
      for (let input = 0; input < inputs; input++) gradients[to + input] += gradient * kernel[output * inputs + input];
    }
  }
}

/**
 * ofKernel[output, input] = Σ over points of ofSums[point, output] · features[point, input]; and that of the bias.
 * Four points are added at a time, for the same reason.
 */
export function gradientsOfWeights(features, ofSums, ofKernel, ofBias, points, inputs, outputs) {
  ofKernel.fill(0);
  ofBias.fill(0);
  let point = 0;
  for (; point + 4 <= points; point += 4) {
    const from0 = point * inputs;
    const from1 = from0 + inputs;
    const from2 = from1 + inputs;
    const from3 = from2 + inputs;
    for (let output = 0; output < outputs; output++) {
      const at = point * outputs + output;
      const gradient0 = ofSums[at];
      const gradient1 = ofSums[at + outputs];
      const gradient2 = ofSums[at + 2 * outputs];
      const gradient3 = ofSums[at + 3 * outputs];
      ofBias[output] += gradient0 + gradient1 + gradient2 + gradient3;
      const row = output * inputs;
      for (let input = 0; input < inputs; input++) {
        ofKernel[row + input] +=
          gradient0 * features[from0 + input] +
          gradient1 * features[from1 + input] +
          gradient2 * features[from2 + input] +
          gradient3 * features[from3 + input];
      }
    }
  }
  for (; point < points; point++) {
    for (let output = 0; output < outputs; output++) {
      const gradient = ofSums[point * outputs + output];
      ofBias[output] += gradient;
      for (let input = 0; input < inputs; input++)
        ofKernel[output * inputs + input] += gradient * features[point * inputs + input];
    }
  }
}

/** Sets what is negative to zero. */
export function rectify(features, count) {
  for (let at = 0; at < count; at++) if (features[at] < 0) features[at] = 0;
}

/** Sets the gradient to zero wherever a rectified feature is zero. */
export function passBackRectified(gradients, features, count) {
  for (let at = 0; at < count; at++) if (!(features[at] > 0)) gradients[at] = 0;
}
