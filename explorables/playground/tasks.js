/**
 * What the network is to learn: to tell points of two classes apart. On the plane they lie in a square around zero;
 * a garment is a point of as many numbers as its small image has.
 */
import { Randomness } from "./randomness.js";

/** The square reaches from −REACH to REACH on both axes. */
export const REACH = 2;
/** How high on the plane the line lies along which gradients are looked at. */
export const LINE_HEIGHT = 0.5;
export const POINTS = 384;
const NOISE = 0.03;

/** A point's place on its figure, from how far along it lies (0 to 1) and its class (0 or 1). */
const FIGURES = {
  spirals(along, label) {
    const radius = 0.1 + 1.8 * Math.sqrt(along);
    const angle = 1.75 * Math.PI * radius + label * Math.PI;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  },
  rings(along, label, random) {
    const radius = label ? 1.4 + 0.4 * random.uniform() : 0.8 * Math.sqrt(random.uniform());
    return [radius * Math.cos(2 * Math.PI * along), radius * Math.sin(2 * Math.PI * along)];
  },
};

export const GARMENTS = "garments";
export const TASKS = [...Object.keys(FIGURES), GARMENTS];

/**
 * The points of a task, and a straight line among them along which gradients are looked at.
 * @param {string} task one of TASKS
 * @param {number} seed of the noise on the plane; garments are the same with every seed
 * @param {Uint8Array} [images] grey values, 0 to 255, of POINTS garments of the two classes in turn
 * @returns {{inputs: number, places: Float64Array, labels: Uint8Array, line: {from: Float64Array, to: Float64Array}}}
 *   places hold the `inputs` numbers of each point in turn
 */
export function points(task, seed, images) {
  const labels = Uint8Array.from({ length: POINTS }, (_, number) => number % 2);
  return { labels, ...(task === GARMENTS ? garments(images) : onPlane(task, seed, labels)) };
}

function onPlane(task, seed, labels) {
  const random = new Randomness(seed);
  const places = new Float64Array(2 * POINTS);
  for (let number = 0; number < POINTS; number++) {
    const place = FIGURES[task]((number + 0.5) / POINTS, labels[number], random);
    places[2 * number] = place[0] + NOISE * random.normal();
    places[2 * number + 1] = place[1] + NOISE * random.normal();
  }
  const line = { from: Float64Array.of(-REACH, LINE_HEIGHT), to: Float64Array.of(REACH, LINE_HEIGHT) };
  return { inputs: 2, places, line };
}

/** Grey values as numbers from −1 to 1; the line goes from the first garment to the second, of the other class. */
function garments(images) {
  const inputs = images.length / POINTS;
  const places = Float64Array.from(images, (grey) => grey / 127.5 - 1);
  const line = { from: places.subarray(0, inputs), to: places.subarray(inputs, 2 * inputs) };
  return { inputs, places, line };
}
