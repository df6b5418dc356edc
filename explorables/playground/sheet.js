/** A canvas that is drawn sharply at any width, in the colours of the page, with a description in words. */
import { create } from "../elements.js";

const MARGIN = { left: 42, right: 8, top: 6, bottom: 30 };
const FONT = "12px system-ui, sans-serif";

export class Sheet {
  /**
   * @param {HTMLElement} parent
   * @param {string} caption what stands above it
   * @param {(width: number) => number} heightOf its height from its width, in pixels of the page
   */
  constructor(parent, caption, heightOf) {
    const figure = create("figure", parent, { className: "sheet" });
    this.caption = create("figcaption", figure, { textContent: caption });
    this.canvas = create("canvas", figure);
    this.canvas.setAttribute("role", "img");
    this.heightOf = heightOf;
  }

  /** An empty canvas of the width that there is now. */
  begin() {
    const { canvas } = this;
    this.width = Math.max(canvas.clientWidth, 60);
    this.height = this.heightOf(this.width);
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(this.width * ratio);
    canvas.height = Math.round(this.height * ratio);
    canvas.style.height = `${this.height}px`;
    this.pen = canvas.getContext("2d");
    this.pen.scale(ratio, ratio);
    this.pen.font = FONT;
    this.pen.lineJoin = "round";
    this.style = getComputedStyle(canvas);
    return this.pen;
  }

  /** What the canvas shows, for those who do not see it. */
  describe(text) {
    this.canvas.setAttribute("aria-label", text.replace(/\s+/g, " "));
  }

  /** A colour of the page, such as "ink". */
  colour(name) {
    return this.style.getPropertyValue(`--${name}`).trim();
  }

  /** A colour of the page as red, green and blue, 0 to 255. */
  mixed(name) {
    const code = Number.parseInt(this.colour(name).slice(1), 16);
    return [code >> 16, (code >> 8) & 255, code & 255];
  }

  /**
   * Axes inside margins.
   * @param {{from: number, to: number, ticks: [number, string][], name: string}} across
   * @param {{from: number, to: number, ticks: [number, string][]}} up
   * @returns {{x(value: number): number, y(value: number): number}} places on the canvas
   */
  axes(across, up) {
    const { pen, width, height } = this;
    const [left, right] = [MARGIN.left, width - MARGIN.right];
    const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
    const x = (value) => left + ((value - across.from) / (across.to - across.from || 1)) * (right - left);
    const y = (value) => bottom - ((value - up.from) / (up.to - up.from || 1)) * (bottom - top);
    pen.fillStyle = this.colour("quiet");
    pen.strokeStyle = this.colour("line");
    pen.globalAlpha = 0.6;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const [value] of up.ticks) {
      pen.moveTo(left, Math.round(y(value)) + 0.5);
      pen.lineTo(right, Math.round(y(value)) + 0.5);
    }
    pen.stroke();
    pen.globalAlpha = 1;
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    for (const [value, text] of up.ticks) pen.fillText(text, left - 5, y(value));
    pen.textBaseline = "top";
    across.ticks.forEach(([value, text], place) => {
      pen.textAlign = place === 0 ? "left" : place === across.ticks.length - 1 ? "right" : "center";
      pen.fillText(text, x(value), bottom + 4);
    });
    pen.textAlign = "center";
    pen.fillText(across.name, (left + right) / 2, bottom + 16);
    return { x, y };
  }
}
