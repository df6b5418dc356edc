/** An empty place: this explorable is still to come. */
export const defaults = {};

/** Nothing can be set yet. */
export function checked() {
  return { ...defaults };
}

/** @param {import("../all.js").Host} host */
export function mount(host) {
  host.element.textContent = "This explorable is still to come.";
  return { dispose() {}, setTheme() {} };
}
