/** Puts explorables into a page of the site, or into the output of a notebook's cell. */
import { explorables } from "./all.js";
import { decoded } from "./data.js";
import { create } from "./elements.js";
import { fragment, settingIn } from "./link.js";
import { isDark, onThemeChange } from "../resnet_lessons/widgets/theme.js";

// A screen reader hears where a fader came to rest, not each step on the way.
const MILLISECONDS_BEFORE_SAYING = 600;
// Some browsers refuse an address that changes more than a hundred times in half a minute.
const MILLISECONDS_BEFORE_KEEPING = 400;
const IS_IN_ADDRESS = "The address of this page now holds this setting.";

/** @returns {(...given: any[]) => void} calls `react` once, some time after the last call */
function settled(react, milliseconds) {
  let timer = 0;
  const later = (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => react(...given), milliseconds);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/**
 * Shows an explorable in an element, in place of what stood there.
 *
 * @param {HTMLElement} element
 * @param {{name: string, title: string, data: object}} what the explorable, its data decoded.
 * @param {object} kept a setting from a link or a widget, or {}.
 * @param {(setting: object, link: HTMLAnchorElement) => void} keep
 * @returns {{show(kept: object): void, dispose(): void}}
 */
function mountIn(element, { name, title, data }, kept, keep) {
  const explorable = explorables[name];
  element.replaceChildren();
  element.classList.add("resnet-explorable");
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", title);
  const place = create("div", element, { className: "place" });
  const foot = create("p", element, { className: "foot" });
  const link = create("a", foot, { className: "link", textContent: "Link to this setting" });
  const inAddress = create("span", foot, { className: "in-address" });
  const status = create("p", element, { className: "said", role: "status" });
  const say = settled((text) => (status.textContent = text), MILLISECONDS_BEFORE_SAYING);
  const keepLater = settled((setting) => keep(setting, link), MILLISECONDS_BEFORE_KEEPING);
  const motion = matchMedia("(prefers-reduced-motion: reduce)");
  let current = explorable.checked(kept);
  let shown = null;

  function show() {
    shown?.dispose();
    place.replaceChildren();
    element.dataset.dark = isDark();
    const keepThis = (setting) => {
      inAddress.textContent = "";
      keepLater((current = { ...setting }));
    };
    const host = { element: place, data, setting: { ...current }, keep: keepThis, say };
    shown = explorable.mount({ ...host, dark: isDark(), still: motion.matches });
    element.dataset.shown = name;
  }

  const forget = onThemeChange(() => {
    element.dataset.dark = isDark();
    shown.setTheme(isDark());
  });
  motion.addEventListener("change", show);
  // With the setting in the address beforehand, following the link changes nothing that would be shown anew.
  link.addEventListener("click", () => {
    keepLater.cancel();
    keep(current, link);
    if (link.pathname !== location.pathname) return;
    inAddress.textContent = IS_IN_ADDRESS;
    say(IS_IN_ADDRESS);
  });
  // Else JupyterLab would take the arrow keys for its own, to move through the cells. It looks for this
  // at what has the focus, and at nothing around it.
  element.addEventListener("focusin", ({ target }) => (target.dataset.lmSuppressShortcuts = "true"));
  keep(current, link);
  show();
  return {
    show(setting) {
      const asked = explorable.checked(setting);
      if (Object.entries(asked).every(([key, value]) => current[key] === value)) return;
      current = asked;
      inAddress.textContent = "";
      keep(current, link);
      show();
    },
    dispose() {
      say.cancel();
      keepLater.cancel();
      forget();
      motion.removeEventListener("change", show);
      shown.dispose();
    },
  };
}

// --- In the site: data stand in the page, the setting in its address ------------------------------

/** @param {Document} root holds elements with the name of an explorable in `data-explorable`. */
export function mountPage(root) {
  for (const element of root.querySelectorAll("[data-explorable]")) {
    const name = element.dataset.explorable;
    if (!Object.hasOwn(explorables, name)) continue;
    const { title, values, home } = element.dataset;
    const given = JSON.parse(root.getElementById(values).textContent);
    const { defaults } = explorables[name];
    const asked = () => settingIn(location.hash, name);
    let isFirst = true;
    const keep = (setting, link) => {
      const behind = fragment(name, setting, defaults);
      link.href = `${home}#${behind}`;
      // A page that was opened without a setting keeps its address until something is moved.
      if (!isFirst && !home) history.replaceState(history.state, "", `#${behind}`);
      isFirst = false;
    };
    const what = { name, title, data: decoded(given.values) };
    const mounted = mountIn(element, what, asked() ?? given.setting, keep);
    addEventListener("hashchange", () => {
      if (asked()) mounted.show(asked());
    });
  }
}

// --- In a notebook: data and setting are the widget's ---------------------------------------------

/** What anywidget calls with the widget's model and the element of its view. */
export function renderWidget({ model, el }) {
  const [name, title] = [model.get("name"), model.get("title")];
  const keep = (setting, link) => {
    link.parentElement.hidden = true;
    model.set("setting", setting);
    model.save_changes();
  };
  const data = decoded(model.get("values"));
  const mounted = mountIn(el, { name, title, data }, model.get("setting"), keep);
  return () => mounted.dispose();
}
