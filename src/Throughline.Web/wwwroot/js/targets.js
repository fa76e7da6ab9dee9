// @ts-check
// Single letters on the page of a target: J and K walk the steps, Q answers a question. They rest while a field has the focus, and where single letters are turned off.

const letters = ["j", "k", "q"];

/** @param {{ invokeMethodAsync(name: string, key: string): Promise<void> }} page */
export function start(page) {
  /** @param {KeyboardEvent} e */
  const onKey = e => {
    if (e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
    const at = e.target instanceof Element ? e.target : document.body;
    const key = e.key.toLowerCase();
    if (!letters.includes(key) || areOff() || at.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]")) return;
    e.preventDefault();
    void page.invokeMethodAsync("PressAsync", key);
  };
  document.addEventListener("keydown", onKey);
  return { stop: () => document.removeEventListener("keydown", onKey) };
}

function areOff() {
  try {
    return localStorage.getItem("throughline.keys") === "off";
  } catch {
    return false;
  }
}
