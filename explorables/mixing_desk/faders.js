/** Ten faders with a button each, and the presets below them. */
import { create, freshId } from "../elements.js";
import { BLOCKS, factorsOf, HIGHEST, orderOf, PRESETS, STEP, withFactor } from "./setting.js";

const LAYERS = ["block layer 1", "block layer 2"];
const PER_LAYER = BLOCKS / LAYERS.length;

/** "as trained", "muted", or "0.5 times". */
export function factorInWords(factor) {
  if (factor === 0) return "muted";
  return factor === 1 ? "as trained" : `${factor} times`;
}

/**
 * @param {HTMLElement} parent
 * @param {() => object} setting the present one.
 * @param {(setting: object) => void} change
 * @returns {{show(setting: object): void}}
 */
export function createFaders(parent, setting, change) {
  const box = create("fieldset", parent, { className: "faders" });
  create("legend", box, { textContent: "Each branch, times … (M mutes it: times 0)" });
  const layers = LAYERS.map((name) => {
    const layer = create("div", box, { className: "layer", role: "group", "aria-label": name });
    const strips = create("div", layer, { className: "strips" });
    create("p", layer, { className: "layer-name", textContent: name, "aria-hidden": "true" });
    return strips;
  });
  const strips = Array.from({ length: BLOCKS }, (_, position) =>
    createStrip(layers[Math.floor(position / PER_LAYER)], position, setting, change),
  );
  createPresets(parent, setting, change);
  return {
    show(shown) {
      const [factors, order] = [factorsOf(shown), orderOf(shown)];
      strips.forEach((strip, position) =>
        strip.show(factors[position], order[position], shown.block === position + 1),
      );
    },
  };
}

function createStrip(parent, position, setting, change) {
  const strip = create("div", parent, { className: "strip" });
  const id = freshId("fader");
  const reading = create("output", strip, { className: "reading", for: id });
  const well = create("div", strip, { className: "well" });
  const range = { type: "range", min: 0, max: HIGHEST, step: STEP, className: "fader", id };
  const fader = create("input", well, range);
  const label = create("label", strip, { for: id });
  const words = { textContent: "block ", className: "hidden" };
  create("span", label, words);
  const number = create("span", label);
  const mute = create("button", strip, { type: "button", className: "mute", textContent: "M" });
  let before = 1;
  fader.addEventListener("input", () => change(withFactor(setting(), position, Number(fader.value))));
  fader.addEventListener("focus", () => {
    if (setting().block !== position + 1) change({ ...setting(), block: position + 1 });
  });
  mute.addEventListener("click", () => {
    const factor = factorsOf(setting())[position];
    if (factor) before = factor;
    change(withFactor(setting(), position, factor ? 0 : before));
  });
  return {
    show(factor, block, isLookedAt) {
      if (Number(fader.value) !== factor) fader.value = factor;
      fader.setAttribute("aria-valuetext", factorInWords(factor));
      reading.textContent = factor;
      number.textContent = block + 1;
      mute.setAttribute("aria-pressed", factor === 0);
      mute.setAttribute("aria-label", `mute block ${block + 1}`);
      strip.classList.toggle("moved", block !== position);
      strip.classList.toggle("looked-at", isLookedAt);
    },
  };
}

function createPresets(parent, setting, change) {
  const box = create("div", parent, { className: "presets", role: "group", "aria-label": "Presets" });
  for (const [name, make] of Object.entries(PRESETS)) {
    const button = create("button", box, { type: "button", textContent: name });
    button.addEventListener("click", () => change(make(setting(), Math.random)));
  }
  create("p", parent, {
    className: "note",
    textContent:
      "Each of these begins with all as trained. “One” is the block that you touched last. Shuffle lets blocks of the " +
      "same shape change places; the numbers of those that moved are underlined.",
  });
}
