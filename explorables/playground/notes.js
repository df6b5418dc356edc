/** What stands below the pictures: how to read them, what was measured, and what this network does not show. */
import { create } from "../elements.js";
import recorded from "./recorded.json";
import { OPTIMISER, percent, rounded, SHORTCUT, START } from "./words.js";

const DEPTHS = Object.keys(recorded.shortcuts.none);
const DEEPEST = DEPTHS.at(-1);

const UNNORMALISED = recorded.starts.usual.map((each) => each.before);

const HOW_TO_READ = [
  `Both networks learn the same task from the same seed: the same points in the same batches of 64, and the same random
  weights wherever they have the same layers. Each layer has 16 features. The depth counts weight layers: two in each
  block, one at the input, and one at the output. A projection on a shortcut is not counted.`,
  `On the shortcut: identity passes on what comes, and a projection has a weight layer there. Half halves both shortcut
  and residual branch. With half dropped, each value on a shortcut is dropped with probability one half while the network
  learns. At the start, a branch that is scaled down has its last layer divided by the square root of the number of
  blocks, and a branch at zero begins with a last layer of zeros.`,
  `The plane is shaded by the class that the network names at each place, paler where it is less sure. A T-shirt or a
  shirt, shrunk to 14 × 14 grey values, is a point of 196 numbers, so there is no plane to shade. In its place, 48 of the
  384 garments lie on the colour of the class that the network names. “Training points right” is counted over all 384
  points, as a trained network predicts, with moving averages in its normalisations. The training loss is the mean over
  the last 20 batches.`,
  `The bars show the norm of the gradient of each layer's weights on the last batch. The lowest picture shows how the
  output changes along a straight line, at 256 points: the dashed line across the plane, or the way from a T-shirt to a
  shirt, on which the one image is faded into the other. The correlation says how much each of these gradients has in
  common with the next one. Near 0, the gradient is shattered (section 5.3 of the lessons). Near 1, neighbours agree. A high
  correlation alone is no good sign: networks that are not normalised begin with ${range(UNNORMALISED, rounded)} at the
  usual start, and yet they fail (see below). Each network's gradients are drawn in their own standard deviations, and cut
  off at 3 of them.`,
];

export function showNotes(root) {
  const reading = folded(root, "How to read the pictures");
  for (const text of HOW_TO_READ) create("p", reading, { textContent: text });
  const findings = folded(root, "What these networks show, and what they do not");
  showTable(findings);
  for (const text of [...shown(), ...notShown()]) create("p", findings, { textContent: text });
}

function folded(root, title) {
  const box = create("details", root);
  create("summary", box, { textContent: title });
  return box;
}

/** The lowest and the highest of some numbers, in words. */
function range(numbers, inWords) {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map((each) => inWords(each));
  return least === most ? least : `${least} to ${most}`;
}

/** The same, and the median. */
function rangeAndMedian(numbers, inWords) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return [range(numbers, inWords), inWords(median)];
}

function right(found) {
  return range(found.map((each) => each.right), percent);
}

function showTable(parent) {
  const table = create("table", create("div", parent, { className: "scroller" }));
  create("caption", table, {
    textContent: `Training points right after ${recorded.steps} steps, lowest and highest of
      ${recorded.seeds.length} seeds. Two spirals, batch normalisation, usual start, Adam with a step size of 0.003.`,
  });
  const head = create("tr", create("thead", table));
  for (const text of ["shortcut", ...DEPTHS.map((depth) => `${depth} layers`)])
    create("th", head, { scope: "col", textContent: text });
  const body = create("tbody", table);
  for (const [shortcut, byDepth] of Object.entries(recorded.shortcuts)) {
    const row = create("tr", body);
    create("th", row, { scope: "row", textContent: SHORTCUT[shortcut] });
    for (const depth of DEPTHS) create("td", row, { textContent: right(byDepth[depth]) });
  }
}

function shown() {
  const { starting, later, starts } = recorded;
  const garments = (shortcut, depth) => right(recorded.garments[shortcut][depth]);
  const before = (shortcut) => {
    const [all, median] = rangeAndMedian(starting[shortcut].map((each) => each.before), (number) => rounded(number));
    return `${all} (median ${median})`;
  };
  const growth = (shortcut) => {
    const [all, median] = rangeAndMedian(starting[shortcut].map((each) => each.growth), twoDigits);
    return `${all} times (median ${median})`;
  };
  const seeds = starting.none.length;
  const byStart = Object.entries(starts).map(([start, found]) => `${START[start]}: ${right(found)}`);
  return [
    `Degradation shows: without shortcuts the shallower network learns the spirals and the deeper one does not, although
    these are the very points that it is trained on (He et al. 2015). With identity shortcuts both learn them.
    A projection or half a shortcut slows ${DEEPEST} layers down (He et al. 2016): after ${recorded.laterSteps} steps
    ${right(later.projection)} of the points are right with projections and ${right(later.half)} with half, but only
    ${right(later.dropout)} with half dropped (seeds ${recorded.seeds.join(", ")}).`,
    `Shattered gradients show too (Balduzzi et al. 2017), but not with every seed. Before the first step the correlation
    of neighbouring gradients in ${DEEPEST} layers is ${before("none")} without shortcuts and ${before("identity")} with
    them (${seeds} seeds).`,
    `Real images show the same. Of the T-shirts and shirts, ${garments("none", DEPTHS[0])} are right with
    ${DEPTHS[0]} layers and ${garments("none", DEEPEST)} with ${DEEPEST} where there are no shortcuts, and
    ${garments("identity", DEPTHS[0])} and ${garments("identity", DEEPEST)} with identity shortcuts
    (${recorded.steps} steps, seeds ${recorded.seeds.join(", ")}).`,
    `Without normalisation a shortcut alone is not enough. ${DEEPEST} layers with identity shortcuts, not normalised,
    ${OPTIMISER.sgd}, step size 0.003, training points right by start: ${byStart.join("; ")}.`,
    `The gradient does not vanish here. On its way back through the deep network without shortcuts it grows, as in section
    5.3: before the first step the gradient of the first layer is ${growth("none")} as large as that of the last
    block, and with identity shortcuts ${growth("identity")}, over ${seeds} seeds. Yang et al. (2019) attribute it to
    batch normalisation.`,
  ];
}

function notShown() {
  const { rates, longer, fewer, rings } = recorded;
  const tried = Object.entries(rates).map(([kind, byRate]) => `${OPTIMISER[kind]}: ${Object.keys(byRate).join(", ")}`);
  const found = Object.values(rates).flatMap((byRate) => Object.values(byRate).flat());
  const best = Math.max(...found.map((each) => each.right));
  return [
    `Where a network fails, its number says little more than that it failed. Rounding alone moves it, so another browser
    may show another one.`,
    `These networks do not show that depth helps, because the shallow ones are good enough for this task. In the papers
    deeper residual networks are better. Nor do they show anything about new points: all of them are for training.`,
    `Is the deep network without shortcuts only slow? After ${5 * recorded.steps} steps ${right(longer)} of the points
    are right (seed 0). Nor did other step sizes help it within ${recorded.steps} steps (${tried.join("; ")}):
    at best ${percent(best)} were right. That is no proof that nothing would.`,
    `It takes many layers: 20 without shortcuts still learn the spirals (${right(fewer)}). An easier task does not help
    ${DEEPEST} of them: of a disc in a ring they have ${right(rings)} of the points right.`,
    `Projections and half a shortcut only slow these networks down. In section 5.4 and in the papers they end worse.`,
    `With half of each shortcut dropped, do not read too much into a network's points: its moving averages are taken while
    values are dropped, and when it predicts, none is (section 5.4).`,
  ];
}

function twoDigits(number) {
  return Number(number.toPrecision(2)).toLocaleString("en");
}
