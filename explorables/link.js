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
