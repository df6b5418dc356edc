/**
 * The one script of all explorables. A notebook loads it as an anywidget; a page of the site has it
 * inline, and there it sets itself going. Its other exports are for tests.
 */
import "./page.css";
import { explorables } from "./all.js";
import { Network } from "./arithmetic/network.js";
import { decoded } from "./data.js";
import { mountPage, renderWidget } from "./page.js";

export default { render: renderWidget };
export { decoded, explorables, Network };

if (document.documentElement.dataset.site !== undefined) mountPage(document);
