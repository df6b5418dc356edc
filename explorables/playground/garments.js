/** The picture of small images: what the network says of some garments that it learns. */
import { blended, drawCross, drawDashes, shadeOf, smallPicture } from "./answer_pictures.js";
import { POINTS } from "./tasks.js";
import { percent } from "./words.js";

/** How many garments stand in a row; the upper half of the rows holds one class, the lower half the other. */
const ACROSS = 8;
const ROWS = 6;
const SHOWN = ACROSS * ROWS;
const OF_A_CLASS = SHOWN / 2;
/** Share of the ink where a garment is lightest. */
const INK = 0.85;

/** Classes come in turn among the points, so a class's garments stand two apart. */
const NUMBERS = Array.from({ length: SHOWN }, (_, place) => 2 * (place % OF_A_CLASS) + Math.floor(place / OF_A_CLASS));

function imageOf({ places, inputs }, number) {
  return places.subarray(inputs * number, inputs * (number + 1));
}

function placesOf(data) {
  const found = new Float64Array(SHOWN * data.inputs);
  NUMBERS.forEach((number, at) => found.set(imageOf(data, number), data.inputs * at));
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
  const side = Math.sqrt(data.inputs);
  const shade = shadeOf(sheet);
  const ink = sheet.mixed("ink");
  pen.imageSmoothingEnabled = true;
  let wrong = 0;
  NUMBERS.forEach((number, at) => {
    const [left, top] = [(at % ACROSS) * size, Math.floor(at / ACROSS) * size];
    const image = imageOf(data, number);
    const behind = shade(logits[at]);
    const picture = smallPicture(side, (pixel) => blended(behind, ink, (INK * (image[pixel] + 1)) / 2));
    pen.drawImage(picture, left, top, size, size);
    if (logits[at] > 0 === (data.labels[number] === 1)) return;
    wrong += 1;
    pen.strokeStyle = sheet.colour("wrong-ink");
    pen.lineWidth = 2;
    drawCross(pen, left + 0.82 * size, top + 0.18 * size, 0.11 * size);
  });
  drawDashes(sheet, (ROWS / 2) * size);
  sheet.describe(`${SHOWN} small images, T-shirts above and shirts below, each on the colour of the class that the network
    names, with a cross at the ${wrong} of which it is wrong. It is right on ${percent(accuracy)} of all ${POINTS}.`);
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
