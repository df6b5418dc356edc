/** The picture of a task on the plane: what the network says of each place, among the points that it learns. */
import { CLASSES, drawCross, drawDashes, shadeOf, smallPicture } from "./answer_pictures.js";
import { LINE_HEIGHT, REACH } from "./tasks.js";
import { percent } from "./words.js";

/** How many places on a side of the plane are asked for the boundary. */
const GRID = 32;

/** The places of the grid, x and y in turn, row after row from the top. */
function gridPlaces() {
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
function drawBoundary(sheet, { logits, data, accuracy }) {
  const pen = sheet.begin();
  const { width, height } = sheet;
  pen.imageSmoothingEnabled = true;
  const shade = shadeOf(sheet);
  pen.drawImage(smallPicture(GRID, (at) => shade(logits[at])), 0, 0, width, height);
  const x = (value) => ((value + REACH) / (2 * REACH)) * width;
  const y = (value) => ((REACH - value) / (2 * REACH)) * height;
  drawDashes(sheet, y(LINE_HEIGHT));
  const size = Math.max(1.5, width / 160);
  data.labels.forEach((label, number) => {
    const [across, up] = [x(data.places[2 * number]), y(data.places[2 * number + 1])];
    pen.fillStyle = pen.strokeStyle = sheet.colour(`${CLASSES[label]}-ink`);
    pen.lineWidth = 1.2;
    if (label) drawCross(pen, across, up, size);
    else {
      pen.beginPath();
      pen.arc(across, up, size, 0, 2 * Math.PI);
      pen.fill();
    }
  });
  sheet.describe(`Points of two classes, dots and crosses, on a plane that is shaded by what the network says of each
    place. It is right on ${percent(accuracy)} of the points.`);
}

const places = gridPlaces();

/** @type {import("./side.js").TaskPicture} */
export const plane = {
  caption: "what it says of each place",
  heightOf: (width) => width,
  placesOf: () => places,
  draw: drawBoundary,
  along: {
    caption: "gradient along the dashed line (standard deviations)",
    ends: [`x = −${REACH}`, `x = ${REACH}`],
    name: "place on the dashed line",
  },
};
