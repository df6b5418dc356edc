/** What can be set: for both networks together, and for each of the two. */
import { SHORTCUTS, STARTS } from "./network.js";
import { OPTIMISERS } from "./optimisers.js";
import { TASKS } from "./tasks.js";

export const SIDES = ["left", "right"];
export const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3];
/** Even numbers, since a block has two layers. */
export const DEPTHS = { least: 2, most: 60 };
export const MOST_SEED = 999;

/** Everything of one network that can be set: where it begins, and how a value is read. */
const OF_A_NETWORK = {
  Depth: [42, (value, usual) => even(within(value, DEPTHS.least, DEPTHS.most, usual))],
  Shortcut: ["none", (value, usual) => oneOf(SHORTCUTS, value, usual)],
  Normalised: ["yes", (value, usual) => oneOf(["yes", "no"], value, usual)],
  Start: ["usual", (value, usual) => oneOf(STARTS, value, usual)],
  Optimiser: ["adam", (value, usual) => oneOf(OPTIMISERS, value, usual)],
  Rate: [0.003, (value, usual) => nearest(RATES, within(value, RATES[0], RATES.at(-1), usual))],
};
const OF_BOTH = {
  task: ["spirals", (value, usual) => oneOf(TASKS, value, usual)],
  seed: [0, (value, usual) => Math.round(within(value, 0, MOST_SEED, usual))],
};
const READERS = new Map(Object.entries(OF_BOTH));
for (const side of SIDES) for (const [name, rule] of Object.entries(OF_A_NETWORK)) READERS.set(side + name, rule);

export const defaults = {
  ...Object.fromEntries([...READERS].map(([name, [usual]]) => [name, usual])),
  rightShortcut: "identity",
};

/** A complete setting from one that may be hostile. */
export function checked(setting) {
  const read = ([name, [, rule]]) => [name, rule(Object.hasOwn(setting, name) ? setting[name] : NaN, defaults[name])];
  return Object.fromEntries([...READERS].map(read));
}

/** What `Training` takes for one of SIDES. */
export function ofSide(setting, side) {
  return {
    task: setting.task,
    seed: setting.seed,
    depth: setting[`${side}Depth`],
    shortcut: setting[`${side}Shortcut`],
    isNormalised: setting[`${side}Normalised`] === "yes",
    start: setting[`${side}Start`],
    optimiser: setting[`${side}Optimiser`],
    rate: setting[`${side}Rate`],
  };
}

function within(value, least, most, usual) {
  const number = typeof value === "number" ? value : Number.parseFloat(value);
  return Number.isNaN(number) ? usual : Math.min(Math.max(number, least), most);
}

function even(number) {
  return 2 * Math.round(number / 2);
}

function oneOf(words, value, usual) {
  return words.includes(value) ? value : usual;
}

function nearest(numbers, number) {
  const distance = (each) => Math.abs(Math.log(each / number));
  return numbers.reduce((best, each) => (distance(each) < distance(best) ? each : best));
}
