/**
 * Where paths lie in the drawing. Column k is block k. Left of it stands a node for each number of branches that a path
 * can have passed before, right of it for each number after it; so every block adds a row, and the last nodes are the
 * lengths. Everything is as thick as what passes through it, measured down from the top.
 */
import { MOST_DRAWN_SINGLY, isOpen, lengthOf } from "./paths.js";

export const WIDTH = 1000;
export const HEIGHT = 308;
/** All paths together are as thick as this. */
export const THICKNESS = 90;
const THINNEST = 0.6;
const GAP = 0.7;
const HALF_NODE = 5;

/**
 * @typedef {object} Ribbon A path, or several that are bundled, from one node to the next.
 * @property {number} column
 * @property {boolean} passesBranch
 * @property {boolean} isOpen
 * @property {number} from, to heights of its middle
 * @property {number} thickness
 */

/**
 * @typedef {object} Node Where paths meet that passed as many branches.
 * @property {number} column blocks before it
 * @property {number} middle, thickness
 * @property {boolean} isOpen whether a path that is left passes it
 */

/** @returns {{ribbons: Ribbon[], nodes: Node[]}} */
export function laidOut(shares, blocks, cut) {
  const isSingle = blocks <= MOST_DRAWN_SINGLY;
  const edges = Array.from({ length: blocks }, (_, column) => edgesOf(shares, column, cut, isSingle));
  const ribbons = [];
  const nodes = [];
  for (let column = 0; column <= blocks; column++)
    for (let passed = 0; passed <= column; passed++) {
      // A path comes down through the branch of the block before, or up along its shortcut.
      const arriving = [edges[column - 1]?.[passed - 1]?.branch, edges[column - 1]?.[passed]?.shortcut];
      const leaving = [edges[column]?.[passed].shortcut, edges[column]?.[passed].branch];
      const middle = (HEIGHT * (passed + 0.5)) / (column + 1);
      const [before, after] = [arriving, leaving].map((each) => each.filter(Boolean).flat());
      const thickness = stack(before, middle, "to") || stack(after, middle, "from");
      if (before.length) stack(after, middle, "from");
      nodes.push({ column, middle, thickness, isOpen: [...before, ...after].some((each) => each.isOpen) });
      ribbons.push(...after);
    }
  return { ribbons, nodes };
}

/** Ribbons through one block: for each number of branches passed before, those past its branch and those through it. */
function edgesOf(shares, column, cut, isSingle) {
  const edges = Array.from({ length: column + 1 }, () => ({ shortcut: [], branch: [] }));
  shares.forEach((share, path) => {
    const passesBranch = Boolean((path >> column) & 1);
    const passed = lengthOf(path & ((1 << column) - 1));
    const edge = edges[passed][passesBranch ? "branch" : "shortcut"];
    const open = isOpen(path, cut);
    const bundle = isSingle ? null : edge.find((each) => each.isOpen === open);
    if (bundle) bundle.thickness += THICKNESS * share;
    else edge.push({ column, passesBranch, isOpen: open, thickness: THICKNESS * share });
  });
  // In a bundle what is left lies above what is cut.
  if (!isSingle)
    for (const { shortcut, branch } of edges)
      for (const edge of [shortcut, branch]) edge.sort((one, other) => Number(other.isOpen) - Number(one.isOpen));
  return edges;
}

/** Lays ribbons on each other around a height, and returns how thick they are together. */
function stack(ribbons, middle, end) {
  const thickness = ribbons.reduce((sum, each) => sum + each.thickness, 0);
  let top = middle - thickness / 2;
  for (const each of ribbons) {
    each[end] = top + each.thickness / 2;
    top += each.thickness;
  }
  return thickness;
}

/** The outline of a ribbon, for an SVG path. */
export function outline({ column, from, to, thickness }, blocks) {
  const width = WIDTH / blocks;
  const [left, right] = [column * width + HALF_NODE, (column + 1) * width - HALF_NODE];
  const bend = (left + right) / 2;
  const half = Math.max(thickness > 2 * GAP ? thickness - GAP : thickness, THINNEST) / 2;
  const at = (x, y) => `${x.toFixed(1)} ${y.toFixed(2)}`;
  const there = `M${at(left, from - half)}C${at(bend, from - half)} ${at(bend, to - half)} ${at(right, to - half)}`;
  const back = `L${at(right, to + half)}C${at(bend, to + half)} ${at(bend, from + half)} ${at(left, from + half)}Z`;
  return there + back;
}

/** The box of a node, for an SVG rectangle; those at both ends of the drawing are cut in half. */
export function box({ column, middle, thickness }, blocks) {
  const height = Math.max(thickness, 3);
  const x = (column * WIDTH) / blocks - HALF_NODE;
  return { x, y: middle - height / 2, width: 2 * HALF_NODE, height };
}
