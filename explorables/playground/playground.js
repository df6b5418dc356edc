/** The depth playground: two networks that learn the same task from the same seed, side by side. */
import { drawLosses, powersOfTen } from "./charts.js";
import { create } from "../elements.js";
import { button, choice, wholeNumber } from "./controls.js";
import { showNotes } from "./notes.js";
import { checked, MOST_SEED, SIDES } from "./setting.js";
import { Sheet } from "./sheet.js";
import { NetworkSide } from "./side.js";
import { COMPARISONS, comparisonOf, settingOf, TASK } from "./words.js";

/** A run pauses by itself after so many steps. */
const STEPS_OF_A_RUN = 1000;
const STEPS_AT_ONCE = 100;
/** How long to compute before the page may react, and how often at most pictures are drawn. */
const MILLISECONDS_OF_STEPS = 24;
const MILLISECONDS_BETWEEN_PICTURES = 200;

export class Playground {
  /** @param {import("../all.js").Host} host */
  constructor(host) {
    this.host = host;
    this.setting = checked(host.setting);
    const root = (this.root = create("div", host.element, { className: "playground" }));
    this.#shared(root);
    this.#buttons(root);
    this.losses = new Sheet(root, "training loss: ", () => 170);
    create("span", this.losses.caption, { className: "left", textContent: "left ——" });
    create("span", this.losses.caption, { className: "right", textContent: "right – –" });
    const both = create("div", root, { className: "both" });
    const images = host.data.garments.values;
    this.sides = SIDES.map((name) => new NetworkSide(name, both, images, (changes) => this.#set(changes)));
    showNotes(root);
    this.resizing = new ResizeObserver(() => this.#drawSoon());
    this.#begin();
    this.resizing.observe(root);
  }

  #shared(root) {
    const box = create("fieldset", root, { className: "shared" });
    create("legend", box, { textContent: "For both networks" });
    const names = { "": "your own", ...Object.fromEntries(Object.keys(COMPARISONS).map((name) => [name, name])) };
    this.comparison = choice("compare", names, box, (name) => this.#set(settingOf(name, this.setting.seed)));
    // It is shown where it is so; there is nothing to choose in it.
    this.comparison.input.options[0].disabled = true;
    this.task = choice("task", TASK, box, (task) => this.#set({ task }));
    this.seed = wholeNumber("seed", MOST_SEED, box, (seed) => this.#set({ seed }));
  }

  #buttons(root) {
    const box = create("div", root, { className: "buttons" });
    // Where less motion is wished for, nothing moves by itself: many steps at once take the place of a run.
    const runOrPause = () => (this.isRunning ? this.#pause() : this.#go(STEPS_OF_A_RUN));
    if (!this.host.still) this.run = button("Run", box, runOrPause);
    button("One step", box, () => this.#go(1));
    button(`${STEPS_AT_ONCE} steps`, box, () => this.#go(STEPS_AT_ONCE));
    button("Start over", box, () => {
      this.#begin();
      this.host.say(`Back at the start, seed ${this.setting.seed}.`);
    });
    this.count = create("output", box, { className: "count" });
    create("p", root, { className: "hint", textContent: "Any change of a setting puts both networks back to step 0." });
  }

  get isRunning() {
    return this.steps < this.goal;
  }

  #set(changes) {
    this.setting = checked({ ...this.setting, ...changes });
    this.host.keep(this.setting);
    this.#begin();
    this.host.say(`Both networks are back at the start. ${this.#said()}`);
  }

  #showShared() {
    this.task.show(this.setting.task);
    this.seed.show(this.setting.seed);
    this.comparison.show(comparisonOf(this.setting));
  }

  /** Both networks as they are before the first step. */
  #begin() {
    this.steps = this.goal = 0;
    this.#showShared();
    for (const side of this.sides) side.begin(this.setting);
    this.#draw();
  }

  #go(steps) {
    this.goal = this.steps + steps;
    this.nextPicture = 0;
    this.#showRunning();
    cancelAnimationFrame(this.frame);
    this.#advance();
  }

  #pause() {
    this.goal = this.steps;
    this.#rest();
  }

  /** Steps of both networks until the page has to react, and pictures now and then. */
  #advance() {
    const end = performance.now() + MILLISECONDS_OF_STEPS;
    while (this.isRunning && performance.now() < end) {
      for (const side of this.sides) side.step();
      this.steps += 1;
      if (this.sides.every(({ training }) => training.isBroken)) this.goal = this.steps;
    }
    if (!this.isRunning) return this.#rest();
    if (!this.host.still && performance.now() > this.nextPicture) this.#show();
    this.frame = requestAnimationFrame(() => this.#advance());
  }

  /** Shows where both stand, and tells it. */
  #rest() {
    cancelAnimationFrame(this.frame);
    this.#show();
    this.host.say(`After ${this.steps} ${this.steps === 1 ? "step" : "steps"}. ${this.#said()}`);
  }

  #said() {
    return this.sides.map((side) => side.said()).join(" ");
  }

  /** Measures and draws; the slower that is, the longer until the next time. */
  #show() {
    const start = performance.now();
    for (const side of this.sides) side.measure();
    this.#draw();
    const now = performance.now();
    this.nextPicture = now + Math.max(MILLISECONDS_BETWEEN_PICTURES, 3 * (now - start));
  }

  #draw() {
    const powers = powersOfTen(this.sides.map(({ measured }) => measured.norms));
    for (const side of this.sides) side.draw(powers);
    const rows = this.sides.map(({ title, training, colour }) => ({ name: title, losses: training.losses, colour }));
    drawLosses(this.losses, rows, this.steps);
    this.#showRunning();
  }

  #showRunning() {
    this.count.textContent = `step ${this.steps}`;
    this.root.dataset.steps = this.steps;
    this.root.dataset.running = this.isRunning;
    if (this.run) this.run.textContent = this.isRunning ? "Pause" : "Run";
  }

  #drawSoon() {
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.#draw());
  }

  setTheme() {
    this.#draw();
  }

  dispose() {
    this.goal = this.steps;
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.drawing);
    this.resizing.disconnect();
  }
}
