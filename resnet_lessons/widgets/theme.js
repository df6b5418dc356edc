// Whether a page is dark, and when that changes: of JupyterLab, of the site, or of the system.
// Explorables import it; explorers have it before their own script.

const SYSTEM = "(prefers-color-scheme: dark)";

export function isDark() {
  const lab = document.body.dataset.jpThemeLight;
  if (lab !== undefined) return lab === "false";
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "dark" || chosen === "light") return chosen === "dark";
  // A notebook in another front end stays light, as its figures do.
  const isSite = document.documentElement.dataset.site !== undefined;
  return isSite && matchMedia(SYSTEM).matches;
}

/**
 * @param {() => void} react
 * @returns {() => void} stops listening
 */
export function onThemeChange(react) {
  const observer = new MutationObserver(react);
  observer.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const system = matchMedia(SYSTEM);
  system.addEventListener("change", react);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", react);
  };
}
