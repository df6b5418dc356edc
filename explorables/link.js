/**
 * A setting as the part of an address behind "#", such as #explorable=unfold&blocks=6. What stands
 * at its default is left out. An address is hostile: the explorable's `checked` reads what is found.
 */

const NAME = "explorable";
const LONGEST = 2000;

/** The fragment for a setting, without "#". */
export function fragment(name, setting, defaults) {
  const changed = Object.entries(setting).filter(([key, value]) => value !== defaults[key]);
  return new URLSearchParams([[NAME, name], ...changed]).toString();
}

/** The setting that an address holds for an explorable, or null: texts, not yet checked. */
export function settingIn(hash, name) {
  if (hash.length > LONGEST) return null;
  const found = new URLSearchParams(hash.replace(/^#/, ""));
  if (found.get(NAME) !== name) return null;
  found.delete(NAME);
  return Object.fromEntries(found);
}

/**
 * A number that an address or a widget holds, brought between two others.
 * @param {unknown} given anything
 * @returns {number} `otherwise` where it is no number, or none that is finite
 */
export function numberWithin(given, lowest, highest, otherwise) {
  const number = typeof given === "number" || typeof given === "string" ? Number(given) : NaN;
  if (!Number.isFinite(number) || given === "") return otherwise;
  return Math.min(highest, Math.max(lowest, number));
}
