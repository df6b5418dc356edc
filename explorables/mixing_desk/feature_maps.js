/** Feature maps as small pictures in a row: blue below zero, the paper's colour at zero, red above. */

// As figures/tones.py has them.
const COLOURS = {
  light: ["#053061", "#4393c3", "#d1e5f0", "#ffffff", "#fddbc7", "#d6604d", "#67001f"],
  dark: ["#b5dff8", "#3d9be9", "#1f5688", "#14181d", "#8a3b12", "#ff7a33", "#ffd2b0"],
};
const GAP = 1;
export const MAPS = 8;

function channelsOf(colour) {
  return [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16));
}

/** @returns {(share: number) => number[]} from -1 to 1 to red, green and blue */
function palette(dark) {
  const stops = COLOURS[dark ? "dark" : "light"].map(channelsOf);
  return (share) => {
    const place = (Math.min(1, Math.max(-1, share)) + 1) * ((stops.length - 1) / 2);
    const below = Math.min(stops.length - 2, Math.floor(place));
    return stops[below].map((one, n) => one + (stops[below + 1][n] - one) * (place - below));
  };
}

/**
 * Draws the first maps of a block.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values height × width × channels.
 * @param {{width: number, channels: number, largest: number, dark: boolean}} how `largest` has the
 *   strongest colour.
 */
export function drawMaps(canvas, values, { width, channels, largest, dark }) {
  const across = MAPS * (width + GAP) - GAP;
  if (canvas.width !== across || canvas.height !== width) Object.assign(canvas, { width: across, height: width });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(across, width);
  const colour = palette(dark);
  for (let map = 0; map < MAPS; map += 1)
    for (let y = 0; y < width; y += 1)
      for (let x = 0; x < width; x += 1) {
        const value = values[(y * width + x) * channels + map];
        const place = 4 * (y * across + map * (width + GAP) + x);
        picture.data.set([...colour(largest ? value / largest : 0), 255], place);
      }
  context.putImageData(picture, 0, 0);
}

/** Draws an image of 28 by 28 grey values, 0 to 255. */
export function drawImage(canvas, values, side) {
  Object.assign(canvas, { width: side, height: side });
  const context = canvas.getContext("2d");
  const picture = context.createImageData(side, side);
  values.forEach((value, place) => picture.data.set([value, value, value, 255], 4 * place));
  context.putImageData(picture, 0, 0);
}

/** The largest size of any value. */
export function largestSize(...arrays) {
  let found = 0;
  for (const values of arrays) for (const value of values) found = Math.max(found, Math.abs(value));
  return found;
}
