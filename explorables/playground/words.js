/** The words on the controls, and the comparisons that can be chosen at once. */
import { defaults } from "./setting.js";

export const TASK = { spirals: "two spirals", rings: "a disc in a ring", garments: "T-shirts and shirts" };
export const SHORTCUT = {
  none: "none",
  identity: "identity",
  projection: "projection",
  half: "half",
  dropout: "half dropped",
};
export const START = {
  usual: "usual (He)",
  scaled: "branches scaled down",
  zero: "branches at zero",
};
export const OPTIMISER = { adam: "Adam", sgd: "SGD with momentum" };
export const SIDE = { left: "Left network", right: "Right network" };

const UNNORMALISED = {
  leftShortcut: "identity",
  leftNormalised: "no",
  rightNormalised: "no",
  leftOptimiser: "sgd",
  rightOptimiser: "sgd",
};

/** Name -> what differs from the defaults. */
export const COMPARISONS = {
  "42 layers: no shortcut, identity": {},
  "no shortcut: 14 layers, 42 layers": { leftDepth: 14, rightShortcut: "none" },
  "identity: 14 layers, 42 layers": { leftDepth: 14, leftShortcut: "identity" },
  "42 layers: half, identity": { leftShortcut: "half" },
  "42 layers: half dropped, identity": { leftShortcut: "dropout" },
  "42 layers: projection, identity": { leftShortcut: "projection" },
  "not normalised: usual start, branches scaled down": { ...UNNORMALISED, rightStart: "scaled" },
  "not normalised: usual start, branches at zero": { ...UNNORMALISED, rightStart: "zero" },
  "branches at zero: no shortcut, identity": { leftStart: "zero", rightStart: "zero" },
  "20 layers: no shortcut, identity": { leftDepth: 20, rightDepth: 20 },
  "a disc in a ring, 42 layers: no shortcut, identity": { task: "rings" },
  "T-shirts and shirts, 42 layers: no shortcut, identity": { task: "garments" },
};

/** The setting of a comparison, with the seed that is set. */
export function settingOf(name, seed) {
  return { ...defaults, ...COMPARISONS[name], seed };
}

/** The name of the comparison that a setting makes, or "". */
export function comparisonOf(setting) {
  const isSame = (other) => Object.entries(other).every(([key, value]) => setting[key] === value);
  return Object.keys(COMPARISONS).find((name) => isSame(settingOf(name, setting.seed))) ?? "";
}

/** What a network is, in a few words. */
export function described({ depth, shortcut, isNormalised }) {
  const way = shortcut === "none" ? "no shortcut" : `shortcut ${SHORTCUT[shortcut]}`;
  return `${depth} layers, ${way}${isNormalised ? "" : ", not normalised"}`;
}

/** A share as a whole number of percent, so that 100% means all. */
export function percent(share) {
  return `${Math.floor(100 * share + 1e-9)}%`;
}

export function rounded(number, digits = 2) {
  return Number.isFinite(number) ? number.toFixed(digits).replace("-", "−") : "not a number";
}
