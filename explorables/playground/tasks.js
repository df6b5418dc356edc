/** What the network is to learn: to tell points of two classes apart, in a square around zero. */
import { Randomness } from "./randomness.js";

/** The square reaches from −REACH to REACH on both axes. */
export const REACH = 2;
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

export const TASKS = Object.keys(FIGURES);

/**
 * The points of a task.
 * @param {string} task one of TASKS
 * @param {number} seed
 * @returns {{places: Float64Array, labels: Uint8Array}} places hold x and y of each point in turn
 */
export function points(task, seed) {
  const random = new Randomness(seed);
  const places = new Float64Array(2 * POINTS);
  const labels = new Uint8Array(POINTS);
  for (let number = 0; number < POINTS; number++) {
    labels[number] = number % 2;
    const place = FIGURES[task]((number + 0.5) / POINTS, labels[number], random);
    places[2 * number] = place[0] + NOISE * random.normal();
    places[2 * number + 1] = place[1] + NOISE * random.normal();
  }
  return { places, labels };
}
