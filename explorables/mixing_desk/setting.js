/** Where the desk's controls stand: a factor for each block, their order, the image, the block looked at. */
import { numberWithin } from "../link.js";

export const BLOCKS = 10;
export const HIGHEST = 2;
export const STEP = 0.05;
const IMAGES = 200;
const IN_ORDER = "0123456789";
// Blocks that change places: those of a block layer that do not project.
const EXCHANGEABLE = [
  [1, 2, 3, 4],
  [6, 7, 8, 9],
];

const key = (position) => `b${position + 1}`;

export const defaults = {
  ...Object.fromEntries(Array.from({ length: BLOCKS }, (_, position) => [key(position), 1])),
  order: IN_ORDER,
  image: 0,
  block: 4,
};

/** A complete setting from one that may hold anything. */
export function checked(setting) {
  const found = { ...defaults };
  for (let position = 0; position < BLOCKS; position += 1) {
    const factor = numberWithin(setting[key(position)], 0, HIGHEST, 1);
    found[key(position)] = Number((Math.round(factor / STEP) * STEP).toFixed(2));
  }
  found.image = Math.round(numberWithin(setting.image, 0, IMAGES - 1, defaults.image));
  found.block = Math.round(numberWithin(setting.block, 1, BLOCKS, defaults.block));
  if (isOrder(setting.order)) found.order = setting.order;
  return found;
}

/** Whether the block at a position has a projection on its shortcut. Such a block stays in its place. */
export function hasProjection(position) {
  return !EXCHANGEABLE.flat().includes(position);
}

/** Whether blocks stand only where blocks of their shape stood. */
function isOrder(given) {
  if (typeof given !== "string" || given.length !== BLOCKS) return false;
  if (new Set(given).size !== BLOCKS || ![...given].every((digit) => IN_ORDER.includes(digit))) return false;
  return [...given].every((digit, position) => {
    const group = EXCHANGEABLE.find((places) => places.includes(position)) ?? [position];
    return group.includes(Number(digit));
  });
}

/** The factors of a setting, in the order of the positions. */
export function factorsOf(setting) {
  return Array.from({ length: BLOCKS }, (_, position) => setting[key(position)]);
}

/** Which block stands at each position. */
export function orderOf(setting) {
  return [...setting.order].map(Number);
}

/** The setting with one factor changed, and its block looked at. */
export function withFactor(setting, position, factor) {
  return { ...setting, [key(position)]: factor, block: position + 1 };
}

const asTrained = (setting) => ({ ...defaults, image: setting.image, block: setting.block });

/** Settings to begin with: text of the button -> from the present setting and a random source. */
export const PRESETS = {
  "All as trained": asTrained,
  "Mute one": (setting) => withFactor(asTrained(setting), setting.block - 1, 0),
  "Mute every second": (setting) =>
    [1, 3, 5, 7, 9].reduce(
      (muted, position) => ({ ...muted, [key(position)]: 0 }),
      asTrained(setting),
    ),
  Shuffle: (setting, random) => ({ ...asTrained(setting), order: shuffled(random) }),
  "Double one": (setting) => withFactor(asTrained(setting), setting.block - 1, HIGHEST),
};

/** Another order than the trained one: within each group every order is equally likely. */
function shuffled(random) {
  const order = [...IN_ORDER];
  for (const places of EXCHANGEABLE)
    for (let left = places.length - 1; left > 0; left -= 1) {
      const other = Math.floor(random() * (left + 1));
      const [one, two] = [places[left], places[other]];
      [order[one], order[two]] = [order[two], order[one]];
    }
  const found = order.join("");
  return found === IN_ORDER ? shuffled(random) : found;
}
