/** How many paths there are of each length, and what they carry: a table whose cells are bars. */
import { create } from "../elements.js";
import { percent } from "./words.js";

export class LengthTable {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    const table = create("table", parent, { className: "lengths" });
    const heads = ["branches on a path", "paths of this length", "share of all gradient sizes"];
    const row = table.createTHead().insertRow();
    for (const words of heads) create("th", row, { scope: "col", textContent: words });
    this.body = table.createTBody();
  }

  /** @param {import("./paths.js").Length[]} lengths */
  show(lengths) {
    const mostPaths = Math.max(...lengths.map((row) => row.paths));
    const mostShare = Math.max(...lengths.map((row) => row.share));
    this.#fit(lengths.length);
    lengths.forEach(({ paths, openPaths, share, openShare }, length) => {
      const [number, gradient] = this.body.rows[length].querySelectorAll("td");
      const isCut = openPaths < paths;
      setBar(number, paths / mostPaths, openPaths / mostPaths, isCut ? `${openPaths} of ${paths}` : String(paths));
      setBar(gradient, share / mostShare, openShare / mostShare, short(percent(openShare)));
    });
  }

  /** A row for each length; rows that stay keep their bars, so that these can move. */
  #fit(count) {
    while (this.body.rows.length > count) this.body.deleteRow(-1);
    while (this.body.rows.length < count) {
      const row = this.body.insertRow();
      create("th", row, { scope: "row", textContent: this.body.rows.length - 1 });
      for (const kind of ["number", "gradient"]) createCell(row, kind);
    }
  }
}

/** A cell with a bar for all, over it a bar for what is left, and its words. */
function createCell(row, kind) {
  const cell = create("td", row, { className: kind });
  for (const part of ["all", "open", "words"]) create("span", cell, { className: part });
}

/** For a narrow cell. */
function short(words) {
  return words.replace("less than", "<");
}

function setBar(cell, all, open, words) {
  cell.querySelector(".all").style.setProperty("--long", all);
  cell.querySelector(".open").style.setProperty("--long", open);
  cell.querySelector(".words").textContent = words;
}
