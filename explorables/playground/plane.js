/** The picture of a task on the plane: what the network says of each place, among the points that it learns. */
import { LINE_HEIGHT, REACH } from "./tasks.js";
import { percent } from "./words.js";

/** How many places on a side of the plane are asked for the boundary. */
const GRID = 32;
const CLASSES = ["sum", "projection"];
/** Share of a class's colour where the network is sure of it. */
const STRENGTH = 0.5;
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
