/** What is measured beside the loss, as chapter 5 of the lessons measures it. */

/** How many points lie on the line of a task, its ends among them. */
export const LINE_POINTS = 256;

/** The points of a line {from, to}, all numbers of one after those of another. */
export function pointsOn({ from, to }) {
  const inputs = from.length;
  return Float64Array.from({ length: inputs * LINE_POINTS }, (_, place) => {
    const share = Math.floor(place / inputs) / (LINE_POINTS - 1);
    const number = place % inputs;
    return (1 - share) * from[number] + share * to[number];
  });
}

/** How the output changes per unit of length along a line, from its gradients by all numbers of each point on it. */
export function alongOf({ from, to }, ofPlaces) {
  const way = from.map((start, number) => to[number] - start);
  const length = Math.hypot(...way);
  return Float64Array.from({ length: LINE_POINTS }, (_, at) => {
    const start = at * way.length;
    return way.reduce((sum, step, number) => sum + step * ofPlaces[start + number], 0) / length;
  });
}

/** Length of the gradient of each weight layer's weights together, from the input on; as `gradients` of chapter 5. */
export function gradientNorms(network, norms) {
  network.path.forEach(({ gradients }, layer) => {
    let sum = 0;
    for (let at = 0; at < gradients.length; at++) sum += gradients[at] * gradients[at];
    norms[layer] = Math.sqrt(sum);
  });
  return norms;
}

/**
 * Correlation of a row of numbers with itself, shifted by `lag`; as `shattering` of chapter 5.
 * @returns {number} 1 where the row does not change; NaN where a number of it is not finite
 */
export function autocorrelation(row, lag = 1) {
  const mean = row.reduce((sum, each) => sum + each, 0) / row.length;
  let whole = 0;
  let shifted = 0;
  for (let at = 0; at < row.length; at++) {
    whole += (row[at] - mean) ** 2;
    if (at + lag < row.length) shifted += (row[at] - mean) * (row[at + lag] - mean);
  }
  return whole === 0 ? 1 : shifted / whole;
}
