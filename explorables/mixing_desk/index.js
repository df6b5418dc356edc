/**
 * The mixing desk: a trained network and its plain twin, with a fader for the residual branch of each
 * of their ten blocks. Where a block of the twin has no shortcut, the fader turns down all it passes on.
 */
import "./style.css";
import { create } from "../elements.js";
import { createBlockView } from "./block_view.js";
import { Desk, KINDS } from "./desk.js";
import { createFaders } from "./faders.js";
import { accuracyInPercent, createScores, NAMES, percent } from "./scores.js";
import { checked, defaults, factorsOf, orderOf } from "./setting.js";

export { checked, defaults };

const KEPT = 0.6;

/** @param {import("../all.js").Host} host */
export function mount(host) {
  let { setting, dark } = host;
  const root = create("div", host.element, { className: "mixing-desk" });
  const game = create("p", root, { className: "game" });
  create("strong", game, { textContent: `How many blocks can you mute and still get ${percent(KEPT)} right?` });
  const state = create("span", game);
  const desk = new Desk(host.data, showAccuracies);
  root.dataset.kernel = desk.one.residual.kernel.kind;
  const main = create("div", root, { className: "main" });
  const faders = createFaders(create("div", main, { className: "controls" }), () => setting, change);
  const scores = createScores(main, desk, () => setting, change);
  const block = createBlockView(root, desk);
  const predictions = () => Object.fromEntries(KINDS.map((kind) => [kind, desk.prediction(kind)]));
  let best = 0;
  // How the page was when it opened is on the page; only what changes is said.
  let isChanged = false;

  function change(next) {
    setting = next;
    isChanged = true;
    show();
    host.keep(setting);
  }

  function show() {
    desk.set(setting);
    faders.show(setting);
    scores.showPredictions(predictions());
    block.show(setting, dark);
  }

  function showAccuracies(accuracies, isDone) {
    scores.showAccuracies(accuracies, isDone);
    if (!isDone) return;
    const muted = factorsOf(setting).filter((factor) => factor === 0).length;
    const isKept = accuracies.residual >= KEPT;
    if (isKept) best = Math.max(best, muted);
    const now = `Muted: ${muted}. With shortcuts ${accuracyInPercent(accuracies.residual)} are right`;
    state.textContent = ` ${now}${isKept ? "" : ", which is less"}. Your best so far: ${best}.`;
    if (isChanged) host.say(inWords(accuracies));
    root.dataset.counted = `${factorsOf(setting).join(" ")} ${setting.order}`;
  }

  function inWords(accuracies) {
    const seen = predictions();
    const label = desk.classes[desk.labels[setting.image]];
    const of = (kind) => {
      const { probabilities, name } = seen[kind];
      const right = `${accuracyInPercent(accuracies[kind])} of ${desk.count} images right`;
      return `${NAMES[kind]}: ${right}; this ${label} is seen as ${desk.classes[name]}, ${percent(probabilities[name])}`;
    };
    const factors = factorsOf(setting);
    const moved = `Block ${orderOf(setting)[setting.block - 1] + 1} times ${factors[setting.block - 1]}`;
    return `${moved}. ${KINDS.map(of).join(". ")}.`;
  }

  show();
  return {
    dispose: () => desk.dispose(),
    setTheme(isDark) {
      dark = isDark;
      block.show(setting, dark);
    },
  };
}
