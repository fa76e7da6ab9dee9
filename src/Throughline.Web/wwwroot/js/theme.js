// Light or dark: the system's choice holds until the person makes one, which is then remembered on this machine.
// Load it with a plain <script src> in the head (not deferred), so that the first paint already has the right colours.
(() => {
  const key = "throughline.theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  const remembered = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be switched off; the system's choice then holds
    }
  };

  /** @param {string | null} theme */
  const wear = theme => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

  wear(remembered());

  document.addEventListener("click", e => {
    if (!(e.target instanceof Element) || !e.target.closest("[data-command='theme']")) return;
    const next = isDark() ? "light" : "dark";
    wear(next);
    try {
      localStorage.setItem(key, next);
    } catch {
      // it holds for this page only
    }
  });
  addEventListener("storage", e => {
    if (e.key === key) wear(e.newValue);
  });
})();
