/** What both networks make of the faders: how many images are right, and what they see in one. */
import { create, freshId } from "../elements.js";
import { KINDS } from "./desk.js";
import { drawImage } from "./feature_maps.js";

export const NAMES = { residual: "with shortcuts", plain: "plain twin" };

/** A share as whole percent. */
export function percent(share) {
  return `${Math.round(100 * share)}%`;
}

/** A share of 200 images in percent, to the half that one image is. */
export function accuracyInPercent(share) {
  return `${Number((100 * share).toFixed(1))}%`;
}

/**
 * @param {HTMLElement} parent
 * @param {import("./desk.js").Desk} desk
 * @param {() => object} setting
 * @param {(setting: object) => void} change
 */
export function createScores(parent, desk, setting, change) {
  const box = create("div", parent, { className: "scores" });
  const image = createImage(box, desk, setting, change);
  const table = create("table", box);
  create("caption", table, { textContent: `Of ${desk.count} test images, and in this one` });
  const head = create("tr", create("thead", table));
  create("th", head, { scope: "col", textContent: "garment" });
  const meters = Object.fromEntries(KINDS.map((kind) => [kind, createMeter(head, kind, desk)]));
  const body = create("tbody", table);
  const rows = desk.classes.map((name) => createRow(body, name));
  return {
    /** Both predictions of the image shown. */
    showPredictions(predictions) {
      const label = desk.labels[setting().image];
      image.show();
      rows.forEach((row, name) => row.show(predictions, name, label));
    },
    showAccuracies(accuracies, isDone) {
      for (const [kind, share] of Object.entries(accuracies)) meters[kind].show(share);
      table.setAttribute("aria-busy", !isDone);
    },
  };
}

function createImage(parent, desk, setting, change) {
  const box = create("div", parent, { className: "subject" });
  const canvas = create("canvas", box, { role: "img" });
  const id = freshId("garment");
  create("label", box, { for: id, textContent: "garment" });
  const select = create("select", box, { id });
  desk.classes.forEach((name, place) => create("option", select, { value: place, textContent: name }));
  const another = create("button", box, { type: "button", textContent: "Another one" });
  const choose = (label, after) => change({ ...setting(), image: desk.next(label, after) });
  select.addEventListener("input", () => choose(Number(select.value), -1));
  another.addEventListener("click", () => choose(Number(select.value), setting().image));
  let shown = -1;
  return {
    show() {
      const place = setting().image;
      if (place === shown) return;
      shown = place;
      const side = desk.images.shape[1];
      drawImage(canvas, desk.images.values.subarray(place * side * side, (place + 1) * side * side), side);
      select.value = desk.labels[place];
      canvas.setAttribute("aria-label", `test image ${place + 1}: ${desk.classes[desk.labels[place]]}`);
    },
  };
}

function createMeter(head, kind, desk) {
  const cell = create("th", head, { scope: "col", className: kind });
  create("span", cell, { className: "kind", textContent: NAMES[kind] });
  const number = create("span", cell, { className: "accuracy", textContent: "…" });
  create("span", cell, { className: "of", textContent: `of ${desk.count} right` });
  const bar = create("span", create("span", cell, { className: "bar" }), { className: "fill" });
  return {
    show(share) {
      number.textContent = accuracyInPercent(share);
      bar.style.width = `${100 * share}%`;
    },
  };
}

function createRow(body, name) {
  const row = create("tr", body);
  const head = create("th", row, { scope: "row", textContent: name });
  const cells = KINDS.map((kind) => {
    const cell = create("td", row, { className: kind });
    const bar = create("span", create("span", cell, { className: "bar" }), { className: "fill" });
    return { cell, bar, number: create("span", cell, { className: "number" }) };
  });
  return {
    show(predictions, place, label) {
      row.classList.toggle("right", place === label);
      head.setAttribute("aria-label", place === label ? `${name}, the right one` : name);
      KINDS.forEach((kind, n) => {
        const { probabilities, name: named } = predictions[kind];
        const { cell, bar, number } = cells[n];
        bar.style.width = `${100 * probabilities[place]}%`;
        number.textContent = percent(probabilities[place]);
        cell.classList.toggle("named", place === named);
        cell.classList.toggle("wrong", place === named && place !== label);
      });
    },
  };
}
