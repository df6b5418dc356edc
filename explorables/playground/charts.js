/** The pictures of a training: arrays in, a drawn sheet with its description out. */
import { LINE_HEIGHT, LINE_POINTS } from "./measures.js";
import { percent, rounded } from "./words.js";
import { REACH } from "./tasks.js";

/** How many places on a side of the plane are asked for the boundary. */
export const GRID = 32;
const CLASSES = ["sum", "projection"];
/** Share of a class's colour where the network is sure of it. */
const STRENGTH = 0.5;
/** Where the gradient along the line leaves its picture. */
const DEVIATIONS = 3;

/** The places of the boundary's grid, x and y in turn, row after row from the top. */
export function gridPlaces() {
  const places = new Float64Array(2 * GRID * GRID);
  for (let at = 0; at < GRID * GRID; at++) {
    places[2 * at] = (2 * ((at % GRID) + 0.5) * REACH) / GRID - REACH;
    places[2 * at + 1] = REACH - (2 * (Math.floor(at / GRID) + 0.5) * REACH) / GRID;
  }
  return places;
}

/**
 * What the network says of each place of the plane, and the points that it learns.
 * @param {import("./sheet.js").Sheet} sheet
 * @param {{logits: Float64Array, data: {places: Float64Array, labels: Uint8Array}, accuracy: number}} measured
 */
export function drawBoundary(sheet, { logits, data, accuracy }) {
  const pen = sheet.begin();
  const { width, height } = sheet;
  pen.imageSmoothingEnabled = true;
  pen.drawImage(shaded(sheet, logits), 0, 0, width, height);
  const x = (value) => ((value + REACH) / (2 * REACH)) * width;
  const y = (value) => ((REACH - value) / (2 * REACH)) * height;
  pen.strokeStyle = sheet.colour("quiet");
  pen.setLineDash([4, 4]);
  pen.beginPath();
  pen.moveTo(0, y(LINE_HEIGHT));
  pen.lineTo(width, y(LINE_HEIGHT));
  pen.stroke();
  pen.setLineDash([]);
  const size = Math.max(1.5, width / 160);
  data.labels.forEach((label, number) => {
    const [across, up] = [x(data.places[2 * number]), y(data.places[2 * number + 1])];
    pen.fillStyle = pen.strokeStyle = sheet.colour(`${CLASSES[label]}-ink`);
    pen.lineWidth = 1.2;
    pen.beginPath();
    if (label) {
      pen.moveTo(across - size, up - size);
      pen.lineTo(across + size, up + size);
      pen.moveTo(across - size, up + size);
      pen.lineTo(across + size, up - size);
      pen.stroke();
    } else {
      pen.arc(across, up, size, 0, 2 * Math.PI);
      pen.fill();
    }
  });
  sheet.describe(`Points of two classes, dots and crosses, on a plane that is shaded by what the network says of each
    place. It is right on ${percent(accuracy)} of the points.`);
}

/** A small picture: the colour of the class that is said, paler where the network is less sure. */
function shaded(sheet, logits) {
  const small = document.createElement("canvas");
  small.width = small.height = GRID;
  const pen = small.getContext("2d");
  const picture = pen.createImageData(GRID, GRID);
  const paper = sheet.mixed("paper");
  const colours = CLASSES.map((name) => sheet.mixed(name));
  logits.forEach((logit, at) => {
    const sureness = Number.isFinite(logit) ? 2 / (1 + Math.exp(-logit)) - 1 : 0;
    const colour = colours[sureness > 0 ? 1 : 0];
    const share = STRENGTH * Math.abs(sureness);
    for (let part = 0; part < 3; part++)
      picture.data[4 * at + part] = (1 - share) * paper[part] + share * colour[part];
    picture.data[4 * at + 3] = 255;
  });
  pen.putImageData(picture, 0, 0);
  return small;
}

/**
 * Powers of ten that hold the gradients of all networks shown, so that their bars can be compared.
 * @param {Float64Array[]} rows
 * @returns {[number, number]}
 */
export function powersOfTen(rows) {
  const powers = rows.flatMap((norms) => [...norms].filter((norm) => norm > 0 && norm < Infinity).map(Math.log10));
  if (powers.length === 0) return [-3, 1];
  const least = Math.max(Math.floor(Math.min(...powers)), -12);
  return [least, Math.max(Math.ceil(Math.max(...powers)), least + 3)];
}

/** How long the gradient of each weight layer is, from the input on. */
export function drawGradients(sheet, norms, [least, most], colour) {
  const pen = sheet.begin();
  const every = Math.ceil((most - least) / 4);
  const ticks = [];
  for (let power = least; power <= most; power += every) ticks.push([power, inPowers(power)]);
  const ends = [[0.5, "input"], [norms.length + 0.5, "output"]];
  const across = { from: 0.5, to: norms.length + 0.5, ticks: ends, name: "layer" };
  const { x, y } = sheet.axes(across, { from: least, to: most, ticks });
  pen.fillStyle = sheet.colour(colour);
  const breadth = Math.max(1, (x(2) - x(1)) * 0.75);
  norms.forEach((norm, layer) => {
    if (!(norm > 10 ** least)) return;
    const top = y(Math.min(Math.log10(norm), most));
    pen.fillRect(x(layer + 1) - breadth / 2, top, breadth, y(least) - top);
  });
  sheet.describe(`Norm of the gradient of each of ${norms.length} weight layers: ${inWords(norms[0])} at the input,
    ${inWords(norms.at(-1))} at the output.`);
}

function inPowers(power) {
  return Math.abs(power) <= 2 ? String(10 ** power).replace("-", "−") : `1e${String(power).replace("-", "−")}`;
}

function inWords(number) {
  return Number.isFinite(number) ? number.toPrecision(2).replace("-", "−") : "not a number";
}

/** How the output changes with x, at each point of the line across the plane; in its own standard deviations. */
export function drawAlong(sheet, { gradients, agreement }, colour) {
  const pen = sheet.begin();
  const middle = mean(gradients);
  const deviation = Math.sqrt(mean(gradients.map((each) => (each - middle) ** 2))) || 1;
  const across = { from: -REACH, to: REACH, ticks: [[-REACH, `−${REACH}`], [REACH, `${REACH}`]], name: "x" };
  const ticks = [[-DEVIATIONS, `−${DEVIATIONS}`], [0, "0"], [DEVIATIONS, `${DEVIATIONS}`]];
  const { x, y } = sheet.axes(across, { from: -DEVIATIONS, to: DEVIATIONS, ticks });
  pen.strokeStyle = sheet.colour(colour);
  pen.lineWidth = 1.3;
  pen.beginPath();
  gradients.forEach((gradient, at) => {
    const height = Math.min(Math.max((gradient - middle) / deviation, -DEVIATIONS), DEVIATIONS);
    if (Number.isFinite(height)) pen.lineTo(x((2 * REACH * at) / (LINE_POINTS - 1) - REACH), y(height));
  });
  pen.stroke();
  sheet.describe(`Gradient of the output at ${LINE_POINTS} points on the dashed line. Neighbours have a correlation of
    ${rounded(agreement)}.`);
}

/**
 * The loss of both networks, step after step.
 * @param {{name: string, losses: number[], colour: string}[]} rows
 */
export function drawLosses(sheet, rows, steps) {
  const pen = sheet.begin();
  const end = Math.max(200, Math.ceil(steps / 100) * 100);
  const ends = [[0, "0"], [end / 2, `${end / 2}`], [end, `${end}`]];
  const levels = [0, 0.25, 0.5, 0.75, 1].map((loss) => [loss, String(loss)]);
  const { x, y } = sheet.axes(
    { from: 0, to: end, ticks: ends, name: "step" }, { from: 0, to: 1, ticks: levels },
  );
  for (const [place, { losses, colour }] of rows.entries()) {
    pen.strokeStyle = sheet.colour(colour);
    pen.lineWidth = 2;
    pen.setLineDash(place ? [6, 3] : []);
    pen.beginPath();
    const stride = Math.max(5, Math.round(end / 150));
    for (let at = 0; at < losses.length; at += stride) {
      const loss = mean(losses.slice(at, at + stride));
      // Lines that leave the sheet at its top come back at its top.
      if (Number.isFinite(loss)) pen.lineTo(x(at + stride / 2), y(Math.min(loss, 1)));
    }
    pen.stroke();
  }
  pen.setLineDash([]);
  const said = rows.map(({ name, losses }) => `${name} ${rounded(recent(losses))}`).join(", ");
  const reached = steps ? `Mean of the last 20: ${said}` : "No step yet";
  sheet.describe(`Training loss of both networks, step after step. ${reached}.`);
}

function mean(numbers) {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

/** Mean of the last twenty losses. */
export function recent(losses) {
  return mean(losses.slice(-20));
}
