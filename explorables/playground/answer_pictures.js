/** What the pictures of a network's answers share: a class's colour, small pictures, crosses and the dashed line. */

/** The colours of both classes, as the page calls them. */
export const CLASSES = ["sum", "projection"];
/** Share of a class's colour where the network is sure of it. */
const STRENGTH = 0.5;

/**
 * @param {import("./sheet.js").Sheet} sheet
 * @returns {(logit: number) => number[]} the colour of the class that is said, paler where the network is less sure
 */
export function shadeOf(sheet) {
  const paper = sheet.mixed("paper");
  const colours = CLASSES.map((name) => sheet.mixed(name));
  return (logit) => {
    const sureness = Number.isFinite(logit) ? 2 / (1 + Math.exp(-logit)) - 1 : 0;
    return blended(paper, colours[sureness > 0 ? 1 : 0], STRENGTH * Math.abs(sureness));
  };
}

/** Two colours as red, green and blue, with so much of the second. */
export function blended(one, other, share) {
  return one.map((each, part) => (1 - share) * each + share * other[part]);
}

/** A small square picture, each pixel with the colour that `colourAt` gives, row after row from the top. */
export function smallPicture(side, colourAt) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d");
  const picture = pen.createImageData(side, side);
  for (let at = 0; at < side * side; at++) picture.data.set([...colourAt(at), 255], 4 * at);
  pen.putImageData(picture, 0, 0);
  return canvas;
}

/** A cross in the pen's colour and width, from `size` left of a place to `size` right of it. */
export function drawCross(pen, x, y, size) {
  pen.beginPath();
  pen.moveTo(x - size, y - size);
  pen.lineTo(x + size, y + size);
  pen.moveTo(x - size, y + size);
  pen.lineTo(x + size, y - size);
  pen.stroke();
}

/** A dashed line from the left of a sheet to its right. */
export function drawDashes(sheet, y) {
  const { pen } = sheet;
  pen.strokeStyle = sheet.colour("quiet");
  pen.lineWidth = 1;
  pen.setLineDash([4, 4]);
  pen.beginPath();
  pen.moveTo(0, y);
  pen.lineTo(sheet.width, y);
  pen.stroke();
  pen.setLineDash([]);
}
