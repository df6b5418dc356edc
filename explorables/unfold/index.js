/** Unfold: the paths through the first n of ten blocks, each as thick as the gradient that was measured along it. */
import "./unfold.css";
import { create } from "../elements.js";
import { numberWithin } from "../link.js";
import { Drawing } from "./drawing.js";
import { MOST, MOST_DRAWN_SINGLY, byLength, sharesOf, total } from "./paths.js";
import { LengthTable } from "./table.js";
import { answer, counted, cutBlocks, finding, leftOver } from "./words.js";

/** Blocks that can be unfolded, in the order of their list: those of a network of twenty blocks, or of one of ten. */
const PARTS = {
  last: "blocks 11 to 20 of 20",
  first: "blocks 1 to 10 of 20",
  small: "blocks 1 to 10 of 10",
};

export const defaults = { part: "last", blocks: 4, cut: 0 };

/** A complete setting from one that may be hostile; `cut` has a bit for each block. */
export function checked(setting) {
  const whole = (value, low, high, otherwise) => Math.round(numberWithin(value, low, high, otherwise));
  return {
    part: Object.hasOwn(PARTS, setting.part) ? setting.part : defaults.part,
    blocks: whole(setting.blocks, 1, MOST, defaults.blocks),
    cut: whole(setting.cut, 0, 2 ** MOST - 1, defaults.cut),
  };
}

/** @param {import("../all.js").Host} host */
export function mount(host) {
  const unfolded = new Unfolded(host);
  return { dispose: () => unfolded.element.remove(), setTheme() {} };
}

class Unfolded {
  /** @param {import("../all.js").Host} host */
  constructor({ element, data, setting, keep, say, still }) {
    Object.assign(this, { data, setting, keep, say, still });
    this.element = create("div", element, { className: "unfold" });
    if (still) this.element.classList.add("still");
    this.#makeControls(create("div", this.element, { className: "controls" }));
    this.finding = create("p", this.element, { className: "finding" });
    const charts = create("div", this.element, { className: "charts" });
    const paths = create("div", charts, { className: "paths" });
    this.buttons = create("fieldset", paths, { className: "blocks" });
    this.drawing = new Drawing(paths, (block) => this.#toggle(block));
    const ends = create("p", paths, { className: "ends" });
    create("span", ends, { textContent: "← towards the picture" });
    create("span", ends, { textContent: "towards the answer →" });
    this.table = new LengthTable(charts);
    this.#makeKey(create("ul", this.element, { className: "key" }));
    this.answer = create("p", this.element, { className: "answer" });
    this.notes = [create("p", this.element, { className: "note" }), create("p", this.element, { className: "note" })];
    this.#showBlocks();
  }

  #makeControls(controls) {
    const parts = create("label", controls, { className: "part" });
    create("span", parts, { textContent: "Unfold" });
    this.part = create("select", parts);
    for (const [value, words] of Object.entries(PARTS)) create("option", this.part, { value, textContent: words });
    this.part.value = this.setting.part;
    this.part.addEventListener("change", () => {
      this.setting.part = this.part.value;
      this.#showBlocks();
      this.#tell(`Now ${PARTS[this.setting.part]}`);
    });
    const blocks = create("label", controls, { className: "count" });
    create("span", blocks, { textContent: "Blocks unfolded" });
    const range = { type: "range", min: 1, max: MOST, step: 1, value: this.setting.blocks };
    this.range = create("input", blocks, range);
    this.shownCount = create("span", blocks, { className: "shown", "aria-hidden": true });
    this.range.addEventListener("input", () => {
      this.setting.blocks = Number(this.range.value);
      this.#showBlocks();
      this.#tell(`${counted(this.setting.blocks, "block")} unfolded`);
    });
    this.mend = create("button", controls, { type: "button", textContent: "Mend all" });
    this.mend.addEventListener("click", () => {
      if (!this.#cut) return;
      this.setting.cut = 0;
      this.#show();
      this.#tell("All blocks are mended");
    });
  }

  #makeKey(key) {
    for (const [kind, words] of [
      ["shortcut", "along the shortcut"],
      ["projection", "along a projection shortcut"],
      ["branch", "through the residual branch"],
      ["dark", "cut off"],
    ])
      create("li", key, { className: kind, textContent: words });
    this.projectionKey = key.querySelector(".projection");
  }

  get #network() {
    return this.data.networks[this.setting.part];
  }

  /** Blocks that are unfolded and cut: the others keep their bit until they are unfolded again. */
  get #cut() {
    return this.setting.cut & (2 ** this.setting.blocks - 1);
  }

  /** A button for each block that is unfolded, and everything below. */
  #showBlocks() {
    const { blocks } = this.setting;
    this.element.style.setProperty("--blocks", blocks);
    const first = this.#network.first_block;
    this.buttons.replaceChildren();
    create("legend", this.buttons, { textContent: "Blocks: press one to cut its residual branch" });
    this.ofBlocks = Array.from({ length: blocks }, (_, block) => {
      const said = { "aria-label": `Block ${first + block}`, textContent: first + block };
      const button = create("button", this.buttons, { type: "button", ...said });
      button.addEventListener("click", () => this.#toggle(block));
      return button;
    });
    this.shownCount.textContent = blocks;
    this.range.setAttribute("aria-valuetext", `${counted(blocks, "block")}, ${counted(2 ** blocks, "path")}`);
    this.shares = sharesOf(this.#network.paths.values, blocks);
    this.projectionKey.hidden = !this.#network.projections.length;
    this.#showAnswer();
    this.#showNotes();
    this.#show();
    if (!this.still) this.drawing.open();
  }

  /** What depends on the cuts. */
  #show() {
    const { blocks } = this.setting;
    const cut = this.#cut;
    this.ofBlocks.forEach((button, block) => button.setAttribute("aria-pressed", String(Boolean((cut >> block) & 1))));
    this.mend.setAttribute("aria-disabled", String(!cut));
    this.drawing.show(this.shares, blocks, cut, this.#network.projections);
    const lengths = byLength(this.shares, blocks, cut);
    this.total = total(lengths);
    this.table.show(lengths);
    this.finding.textContent = finding(this.total, blocks, cutBlocks(cut, this.#network.first_block));
    this.drawing.describe(this.finding.textContent);
  }

  #toggle(block) {
    this.setting.cut ^= 1 << block;
    this.#show();
    const isCut = Boolean((this.setting.cut >> block) & 1);
    this.#tell(`Block ${this.#network.first_block + block} is ${isCut ? "cut" : "mended"}`);
  }

  #tell(change) {
    this.say(this.#cut ? `${change}: ${leftOver(this.total)}` : `${change}. ${this.finding.textContent}`);
    this.keep(this.setting);
  }

  #showAnswer() {
    const { paths, first_block: first } = this.#network;
    const shares = sharesOf(paths.values, MOST);
    const [whole, firstCut] = [0, 1].map((cut) => total(byLength(shares, MOST, cut)));
    this.answer.textContent = answer(this.setting.part, whole, firstCut, first);
  }

  #showNotes() {
    const { blocks } = this.setting;
    const { first_block: first, together } = this.#network;
    const last = first + blocks - 1;
    const times = together.values[blocks - 1].toFixed(1);
    this.notes[0].textContent =
      (blocks > MOST_DRAWN_SINGLY
        ? `${counted(2 ** blocks, "path")} are too many to draw one by one. Those that have gone through equally many branches ` +
          "share a band, as thick as the gradient that comes along all of them. "
        : "Each line is one path, as thick as the gradient that comes along it; the thinnest are drawn as a hair. ") +
      `The gradient is that of the loss on ${this.data.images} test images, measured at the input of block ${first}, ` +
      `in inference mode. Paths divide it ${blocks === 1 ? "in this block" : `in blocks ${first} to ${last}`}; ` +
      "all other blocks stay folded.";
    this.notes[1].textContent =
      "A path's share is the size of its gradient, out of all sizes added up. These sizes together are " +
      `${times} times the size of the whole gradient, because the gradients of the paths point in different directions; ` +
      "added as arrows they are exactly the whole gradient, as long as every ReLU stays as it is at these images. So " +
      "a cut here removes paths and changes nothing else; when a block is really cut out of the network, those after " +
      "it get other features, and their ReLUs switch.";
  }
}
