/** The picture of small images: what the network says of some garments that it learns. */
import { POINTS } from "./tasks.js";
import { percent } from "./words.js";

/** How many garments stand in a row; the upper half of the rows holds one class, the lower half the other. */
const ACROSS = 8;
const ROWS = 6;
const SHOWN = ACROSS * ROWS;
const OF_A_CLASS = SHOWN / 2;
const CLASSES = ["sum", "projection"];
/** Share of a class's colour behind a garment where the network is sure of it. */
const STRENGTH = 0.5;
const INK = 0.85;

/** Classes come in turn among the points, so a class's garments stand two apart. */
const NUMBERS = Array.from({ length: SHOWN }, (_, place) => 2 * (place % OF_A_CLASS) + Math.floor(place / OF_A_CLASS));

function placesOf({ places, inputs }) {
  const found = new Float64Array(SHOWN * inputs);
  NUMBERS.forEach((number, at) => found.set(places.subarray(inputs * number, inputs * (number + 1)), inputs * at));
  return found;
}

/**
 * Garments on the colour of the class that is said of each, paler where the network is less sure.
 * @param {import("./sheet.js").Sheet} sheet
 * @param {{logits: Float64Array, data: object, accuracy: number}} measured logits of what `placesOf` found
 */
function drawGarments(sheet, { logits, data, accuracy }) {
  const pen = sheet.begin();
  const size = sheet.width / ACROSS;
  const look = { paper: sheet.mixed("paper"), ink: sheet.mixed("ink"), colours: CLASSES.map((name) => sheet.mixed(name)) };
  pen.imageSmoothingEnabled = true;
  let wrong = 0;
  NUMBERS.forEach((number, at) => {
    const [left, top] = [(at % ACROSS) * size, Math.floor(at / ACROSS) * size];
    const image = data.places.subarray(data.inputs * number, data.inputs * (number + 1));
    pen.drawImage(pictured(image, logits[at], look), left, top, size, size);
    if (logits[at] > 0 === (data.labels[number] === 1)) return;
    wrong += 1;
    cross(pen, sheet.colour("wrong-ink"), left + 0.82 * size, top + 0.18 * size, 0.11 * size);
  });
  pen.strokeStyle = sheet.colour("quiet");
  pen.setLineDash([4, 4]);
  pen.beginPath();
  pen.moveTo(0, (ROWS / 2) * size);
  pen.lineTo(sheet.width, (ROWS / 2) * size);
  pen.stroke();
  pen.setLineDash([]);
  sheet.describe(`${SHOWN} small images, T-shirts above and shirts below, each on the colour of the class that the network
    names, with a cross at the ${wrong} of which it is wrong. It is right on ${percent(accuracy)} of all ${POINTS}.`);
}

/** A garment in ink, on paper that has the colour of what is said of it. */
function pictured(image, logit, { paper, ink, colours }) {
  const sureness = Number.isFinite(logit) ? 2 / (1 + Math.exp(-logit)) - 1 : 0;
  const colour = colours[sureness > 0 ? 1 : 0];
  const share = STRENGTH * Math.abs(sureness);
  const small = document.createElement("canvas");
  small.width = small.height = Math.sqrt(image.length);
  const pen = small.getContext("2d");
  const picture = pen.createImageData(small.width, small.height);
  image.forEach((value, at) => {
    const cover = (INK * (value + 1)) / 2;
    for (let part = 0; part < 3; part++) {
      const behind = (1 - share) * paper[part] + share * colour[part];
      picture.data[4 * at + part] = (1 - cover) * behind + cover * ink[part];
    }
    picture.data[4 * at + 3] = 255;
  });
  pen.putImageData(picture, 0, 0);
  return small;
}

function cross(pen, colour, x, y, size) {
  pen.strokeStyle = colour;
  pen.lineWidth = 2;
  pen.beginPath();
  pen.moveTo(x - size, y - size);
  pen.lineTo(x + size, y + size);
  pen.moveTo(x - size, y + size);
  pen.lineTo(x + size, y - size);
  pen.stroke();
}

/** @type {import("./side.js").TaskPicture} */
export const garments = {
  caption: "T-shirts above, shirts below, shaded by what it says; ✕ where it is wrong",
  heightOf: (width) => (width * ROWS) / ACROSS,
  placesOf,
  draw: drawGarments,
  along: {
    caption: "gradient on the way from a T-shirt to a shirt (standard deviations)",
    ends: ["T-shirt", "shirt"],
    name: "mixture of the two",
  },
};
