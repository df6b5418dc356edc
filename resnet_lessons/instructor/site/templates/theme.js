(() => {
  const THEMES = ["system", "light", "dark"];
  const KEY = "resnet-lessons-theme";
  const root = document.documentElement;

  // Storage may be forbidden, as it is for files in some browsers.
  function kept() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }
  function keep(name) {
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // The choice then lasts until the page is left.
    }
  }
  function apply(name) {
    if (name === "system") delete root.dataset.theme;
    else root.dataset.theme = name;
  }

  let chosen = THEMES.includes(kept()) ? kept() : "system";
  apply(chosen);

  function setUpButton() {
    const button = document.getElementById("theme");
    const say = () => (button.textContent = `Theme: ${chosen}`);
    button.addEventListener("click", () => {
      chosen = THEMES[(THEMES.indexOf(chosen) + 1) % THEMES.length];
      apply(chosen);
      keep(chosen);
      say();
    });
    say();
    button.hidden = false;
  }

  document.addEventListener("DOMContentLoaded", setUpButton);
})();
