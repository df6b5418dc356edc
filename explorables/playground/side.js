/** One of the two networks: its controls, its training, and its pictures. */
import { drawAlong, drawGradients, recent } from "./charts.js";
import { create } from "../elements.js";
import { choice, slider, tick } from "./controls.js";
import { garments } from "./garments.js";
import { plane } from "./plane.js";
import { DEPTHS, ofSide, RATES } from "./setting.js";
import { Sheet } from "./sheet.js";
import { GARMENTS } from "./tasks.js";
import { Training } from "./training.js";
import { described, OPTIMISER, percent, rounded, SHORTCUT, SIDE, START } from "./words.js";

const DEPTH_VALUES = [];
for (let depth = DEPTHS.least; depth <= DEPTHS.most; depth += 2) DEPTH_VALUES.push(depth);
const READINGS = {
  accuracy: "training points right",
  loss: "training loss",
  agreement: "correlation of neighbouring gradients",
};

/**
 * What a task shows of a network.
 * @typedef {object} TaskPicture
 * @property {string} caption
 * @property {(width: number) => number} heightOf the picture's height
 * @property {(data: object) => Float64Array} placesOf what is predicted for it, from a task's points
 * @property {(sheet: Sheet, measured: object) => void} draw
 * @property {{caption: string, ends: [string, string], name: string}} along what the line of the task is called
 */

/** @returns {TaskPicture} */
function pictureOf(task) {
  return task === GARMENTS ? garments : plane;
}

export class NetworkSide {
  /**
   * @param {string} name one of SIDES
   * @param {HTMLElement} parent
   * @param {Uint8Array} images of garments, as `points` takes them
   * @param {(changes: object) => void} change called with what is set here
   */
  constructor(name, parent, images, change) {
    this.images = images;
    this.name = name;
    this.title = SIDE[name];
    this.colour = name === "left" ? "wrong" : "shortcut";
    this.element = create("section", parent, { className: `side ${name}` });
    this.element.setAttribute("aria-label", this.title);
    this.controls = this.#controls((key, value) => change({ [name + key]: value }));
    this.#pictures();
  }

  #controls(change) {
    const box = create("fieldset", this.element);
    create("legend", box, { textContent: this.title });
    return {
      Depth: slider("depth", DEPTH_VALUES, (depth) => `${depth} layers`, box, (value) => change("Depth", value)),
      Shortcut: choice("shortcut", SHORTCUT, box, (value) => change("Shortcut", value)),
      Normalised: tick("batch normalisation", box, (value) => change("Normalised", value)),
      Start: choice("start", START, box, (value) => change("Start", value)),
      Optimiser: choice("optimiser", OPTIMISER, box, (value) => change("Optimiser", value)),
      Rate: slider("step size", RATES, String, box, (value) => change("Rate", value)),
    };
  }

  #pictures() {
    const pictures = create("div", this.element, { className: "pictures" });
    const answers = create("div", pictures, { className: "answers" });
    this.answers = new Sheet(answers, "", (width) => this.picture.heightOf(width));
    this.trouble = create("p", answers, { className: "trouble" });
    const list = create("dl", answers, { className: "readings" });
    this.readings = Object.fromEntries(
      Object.entries(READINGS).map(([key, text]) => {
        const row = create("div", list);
        create("dt", row, { textContent: text });
        return [key, create("dd", row)];
      }),
    );
    const charts = create("div", pictures);
    this.norms = new Sheet(charts, "norm of the gradient of each layer (log scale)", () => 140);
    this.along = new Sheet(charts, "", () => 120);
  }

  /** Shows a setting on the controls, and begins the training that it says. */
  begin(setting) {
    for (const [key, control] of Object.entries(this.controls)) control.show(setting[this.name + key]);
    this.training = new Training(ofSide(setting, this.name), this.images);
    this.picture = pictureOf(setting.task);
    this.answers.caption.textContent = this.picture.caption;
    this.along.caption.textContent = this.picture.along.caption;
    this.places = this.picture.placesOf(this.training.data);
    this.measure();
  }

  /** One step, unless its numbers left the range that a computer has. */
  step() {
    if (!this.training.isBroken) this.training.step();
  }

  /** Measures what the pictures show. */
  measure() {
    const { training } = this;
    this.measured = {
      data: training.data,
      accuracy: training.accuracy(),
      logits: training.predict(this.places),
      norms: training.gradientNorms(),
      along: training.alongLine(),
    };
  }

  /** Draws what was measured; `powers` is the scale of the gradients. */
  draw(powers) {
    const { measured, training, readings } = this;
    this.picture.draw(this.answers, measured);
    drawGradients(this.norms, measured.norms, powers, this.colour);
    drawAlong(this.along, measured.along, this.picture.along, this.colour);
    readings.accuracy.textContent = percent(measured.accuracy);
    readings.loss.textContent = training.steps ? rounded(recent(training.losses)) : "–";
    readings.agreement.textContent = rounded(measured.along.agreement);
    this.trouble.textContent = training.isBroken
      ? `After ${training.steps - 1} steps its numbers grew beyond what a computer can hold.`
      : "";
  }

  /** Where it stands, in a sentence. */
  said() {
    const { training, measured } = this;
    const loss = training.steps ? `loss ${rounded(recent(training.losses))}, ` : "";
    const agreement = rounded(measured.along.agreement);
    const state = `${loss}${percent(measured.accuracy)} of the points right, correlation ${agreement}`;
    return `${this.title}, ${described(training.setting)}: ${state}.`;
  }
}
