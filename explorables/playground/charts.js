/** The pictures of a training: arrays in, a drawn sheet with its description out. */
import { LINE_POINTS } from "./measures.js";
import { rounded } from "./words.js";

/** Where the gradient along the line leaves its picture. */
const DEVIATIONS = 3;

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

/**
 * How the output changes along the line of the task, at each of its points; in its own standard deviations.
 * @param {{ends: [string, string], name: string}} line what its ends are called, and the way between them
 */
export function drawAlong(sheet, { gradients, agreement }, { ends, name }, colour) {
  const pen = sheet.begin();
  const middle = mean(gradients);
  const deviation = Math.sqrt(mean(gradients.map((each) => (each - middle) ** 2))) || 1;
  const last = LINE_POINTS - 1;
  const across = { from: 0, to: last, ticks: [[0, ends[0]], [last, ends[1]]], name };
  const ticks = [[-DEVIATIONS, `−${DEVIATIONS}`], [0, "0"], [DEVIATIONS, `${DEVIATIONS}`]];
  const { x, y } = sheet.axes(across, { from: -DEVIATIONS, to: DEVIATIONS, ticks });
  pen.strokeStyle = sheet.colour(colour);
  pen.lineWidth = 1.3;
  pen.beginPath();
  gradients.forEach((gradient, at) => {
    const height = Math.min(Math.max((gradient - middle) / deviation, -DEVIATIONS), DEVIATIONS);
    if (Number.isFinite(height)) pen.lineTo(x(at), y(height));
  });
  pen.stroke();
  sheet.describe(`Gradient of the output at ${LINE_POINTS} points of a line, from ${ends[0]} to ${ends[1]}. Neighbours
    have a correlation of ${rounded(agreement)}.`);
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
