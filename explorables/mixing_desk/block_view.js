/** What meets at the plus sign of the block whose fader was touched, as pictures. */
import { create } from "../elements.js";
import { factorInWords } from "./faders.js";
import { drawMaps, largestSize, MAPS } from "./feature_maps.js";
import { factorsOf, hasProjection, orderOf } from "./setting.js";

/** @param {HTMLElement} parent */
export function createBlockView(parent, desk) {
  const box = create("div", parent, { className: "block-view", role: "group" });
  const title = create("p", box, { className: "title" });
  const rows = ["shortcut", "branch", "sum", "plain"].map((name) => {
    const row = create("div", box, { className: `maps ${name}` });
    return { label: create("span", row), canvas: create("canvas", row, { role: "img" }) };
  });
  create("p", box, {
    className: "note",
    textContent: `The first ${MAPS} feature maps for this image: blue below zero, red above. A block of the plain twin has nothing but its branch: muted, it lets nothing through.`,
  });
  return {
    show(setting, dark) {
      const position = setting.block - 1;
      const factor = factorsOf(setting)[position];
      const number = orderOf(setting)[position] + 1;
      const [residual, plain] = ["residual", "plain"].map((kind) => desk.terms(kind, position));
      title.textContent = `Block ${number}: what meets at its plus sign`;
      box.setAttribute("aria-label", title.textContent);
      const scaled = residual.branch.map((value) => factor * value);
      const largest = largestSize(residual.shortcut, residual.branch);
      const times = `× ${factor}`;
      const shown = [
        [hasProjection(position) ? "projection shortcut" : "shortcut", residual.shortcut, largest],
        [`+ branch ${times}`, scaled, largest],
        ["= what goes on", residual.sum, largest],
        [`plain twin: ${times}`, plain.sum, largestSize(plain.branch)],
      ];
      shown.forEach(([label, values, strongest], n) => {
        const { width, channels } = residual;
        rows[n].label.textContent = label;
        drawMaps(rows[n].canvas, values, { width, channels, largest: strongest, dark });
        const size = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
        const described = `${label}, block ${number} ${factorInWords(factor)}`;
        rows[n].canvas.setAttribute("aria-label", `${described}: mean size ${size.toFixed(2)}`);
      });
    },
  };
}
