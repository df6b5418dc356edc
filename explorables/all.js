/** Every explorable, by the name under which pages, links and notebooks know it. */
import * as mixingDesk from "./mixing_desk/index.js";
import * as playground from "./playground/index.js";
import * as unfold from "./unfold/index.js";

/**
 * @typedef {object} Host What a page offers an explorable.
 * @property {HTMLElement} element an empty element for it.
 * @property {object} data its decoded data; {} where it needs none.
 * @property {object} setting where its controls stand: the result of `checked`.
 * @property {(setting: object) => void} keep keeps a setting in the link or in the widget.
 * @property {(text: string) => void} say tells screen readers what changed.
 * @property {boolean} dark whether the page is dark.
 * @property {boolean} still whether the reader asked for less motion.
 */

/**
 * @typedef {object} Explorable
 * @property {(host: Host) => {dispose(): void, setTheme(dark: boolean): void}} mount
 * @property {object} defaults a flat object of numbers and short strings.
 * @property {(setting: object) => object} checked a complete setting from one that may be hostile.
 */

/** @type {Object<string, Explorable>} */
export const explorables = {
  mixing_desk: mixingDesk,
  playground,
  unfold,
};
