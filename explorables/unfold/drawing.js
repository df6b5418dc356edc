/** The paths as an SVG drawing; a click into a column cuts or mends its block. */
import { HEIGHT, WIDTH, box, laidOut, outline } from "./layout.js";

const SVG = "http://www.w3.org/2000/svg";

export class Drawing {
  /**
   * @param {HTMLElement} parent
   * @param {(block: number) => void} toggle
   */
  constructor(parent, toggle) {
    this.element = make("svg", parent, { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" });
    this.ribbons = make("g", this.element, {});
    this.nodes = make("g", this.element, { class: "nodes" });
    this.element.addEventListener("click", (event) => {
      const { left, width } = this.element.getBoundingClientRect();
      toggle(Math.min(this.blocks - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * this.blocks))));
    });
  }

  /**
   * @param {Float64Array} shares of all paths
   * @param {number} blocks
   * @param {number} cut
   * @param {number[]} projections blocks whose shortcut is a projection
   */
  show(shares, blocks, cut, projections) {
    this.blocks = blocks;
    const { ribbons, nodes } = laidOut(shares, blocks, cut);
    fit(this.ribbons, "path", ribbons.length);
    ribbons.forEach((ribbon, place) => {
      const kind = ribbon.passesBranch ? "branch" : projections.includes(ribbon.column) ? "projection" : "shortcut";
      const path = this.ribbons.children[place];
      path.setAttribute("class", ribbon.isOpen ? kind : `${kind} dark`);
      path.setAttribute("d", outline(ribbon, blocks));
    });
    fit(this.nodes, "rect", nodes.length);
    nodes.forEach((node, place) => {
      const element = this.nodes.children[place];
      element.setAttribute("class", node.isOpen ? "" : "dark");
      for (const [name, value] of Object.entries(box(node, blocks))) element.setAttribute(name, value.toFixed(2));
    });
  }

  /** Opens the drawing like a fan. */
  open() {
    const folded = { transform: "scale(1, 0.4)" };
    for (const group of this.element.children) group.animate([folded, {}], { duration: 350, easing: "ease-out" });
  }

  describe(words) {
    this.element.setAttribute("aria-label", words);
  }
}

/** Leaves as many children in a group as are needed; those that stay can change their colour gradually. */
function fit(group, tag, count) {
  while (group.children.length > count) group.lastChild.remove();
  while (group.children.length < count) make(tag, group, {});
}

function make(tag, parent, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return element;
}
