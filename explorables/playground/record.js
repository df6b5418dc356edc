/**
 * When does depth matter here? Measured once for the page's tables, and a test measures some of it again. With the
 * images of the task of garments on its standard input, this writes recorded.json:
 * `python -m resnet_lessons.instructor.explorables garments | node explorables/playground/record.js`
 */
import { OPTIMISERS } from "./optimisers.js";
import { SHORTCUTS, STARTS } from "./network.js";
import { Training } from "./training.js";

export const STEPS = 600;
export const SEEDS = [0, 1, 2];
/** Enough steps for networks that something on the shortcut only slows down. */
export const LATER = 2000;
/** How many seeds, from 0, are looked at before the first step, where little has to be computed. */
export const STARTING_SEEDS = 40;
export const DEPTHS = [14, 42];
export const RATES = { adam: [0.0003, 0.001, 0.01], sgd: [0.01, 0.1] };
export const USUAL = {
  task: "spirals", depth: 42, shortcut: "identity", isNormalised: true, start: "usual", optimiser: "adam", rate: 0.003,
};
/** Without normalisation, by gradient descent: where the start decides. */
export const UNNORMALISED = { ...USUAL, isNormalised: false, optimiser: "sgd" };

/**
 * A network before its first step.
 * @returns {{before: number, growth: number}} the correlation of neighbouring gradients, and the norm of the gradient of
 *   the first layer over that of the last layer before the head
 */
export function atStart(setting) {
  return seen(new Training(setting));
}

function seen(training) {
  const norms = training.gradientNorms();
  return { before: training.alongLine().agreement, growth: norms[0] / norms[norms.length - 2] };
}

/**
 * What came of one training; the task of garments needs their images.
 * @returns {{right: number, before: number, growth: number}} share of the points that are right after `steps` steps, and
 *   what was seen before the first
 */
export function found(setting, steps = STEPS, images) {
  const training = new Training(setting, images);
  const start = seen(training);
  while (training.steps < steps && !training.isBroken) training.step();
  return { right: training.accuracy(), ...start };
}

/** The correlation of neighbouring gradients after so many steps. */
export function agreementAfter(setting, steps = STEPS) {
  const training = new Training(setting);
  while (training.steps < steps) training.step();
  return training.alongLine().agreement;
}

/** Everything that the page and the chapters tell: {name: {…: what was `found`, seed after seed}}. */
export function recorded(images) {
  const ofSeeds = (changes, steps) => SEEDS.map((seed) => found({ ...USUAL, ...changes, seed }, steps, images));
  const starting = Array.from({ length: STARTING_SEEDS }, (_, seed) => seed);
  const each = (values, settingOf) => Object.fromEntries(values.map((value) => [value, settingOf(value)]));
  return {
    steps: STEPS,
    seeds: SEEDS,
    shortcuts: each(SHORTCUTS, (shortcut) => each(DEPTHS, (depth) => ofSeeds({ shortcut, depth }))),
    starting: each(["none", "identity"], (shortcut) => starting.map((seed) => atStart({ ...USUAL, shortcut, seed }))),
    agreementAfter: each(["none", "identity"], (shortcut) =>
      SEEDS.map((seed) => agreementAfter({ ...USUAL, shortcut, seed })),
    ),
    laterSteps: LATER,
    later: each(["projection", "half", "dropout"], (shortcut) => ofSeeds({ shortcut }, LATER)),
    starts: each(STARTS, (start) => ofSeeds({ ...UNNORMALISED, start })),
    rates: each(OPTIMISERS, (optimiser) =>
      each(RATES[optimiser], (rate) => [found({ ...USUAL, shortcut: "none", optimiser, rate, seed: 0 })]),
    ),
    longer: [found({ ...USUAL, shortcut: "none", seed: 0 }, 5 * STEPS)],
    fewer: ofSeeds({ depth: 20, shortcut: "none" }),
    rings: ofSeeds({ task: "rings", shortcut: "none" }),
    garments: each(["none", "identity"], (shortcut) =>
      each(DEPTHS, (depth) => ofSeeds({ task: "garments", shortcut, depth })),
    ),
  };
}

if (globalThis.process?.argv[1]?.endsWith("record.js")) {
  const { readFileSync, writeFileSync } = await import("node:fs");
  const short = (_, value) => (typeof value === "number" ? Number(value.toPrecision(4)) : value);
  writeFileSync(new URL("recorded.json", import.meta.url), `${JSON.stringify(recorded(readFileSync(0)), short, 1)}\n`);
}
