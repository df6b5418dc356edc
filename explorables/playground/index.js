/** The depth playground: when do more layers harm, and what does a shortcut change about it? */
import "./index.css";
import { Playground } from "./playground.js";

export { checked, defaults } from "./setting.js";

/** @param {import("../all.js").Host} host */
export function mount(host) {
  const playground = new Playground(host);
  return { dispose: () => playground.dispose(), setTheme: () => playground.setTheme() };
}
