// @ts-check
// Single letters on the page of a target: J and K walk the steps, Q answers a question. They rest while a field has the focus, and where single letters are turned off.

const letters = ["j", "k", "q"];

/** @param {{ invokeMethodAsync(name: string, key: string): Promise<void> }} page */
export function start(page) {
  const stop = new AbortController();
  /** @param {KeyboardEvent} e */
  const onKey = e => {
    if (e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey) return;
    const at = e.target instanceof Element ? e.target : document.body;
    const key = e.key.toLowerCase();
    if (!letters.includes(key) || areOff() || at.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]")) return;
    e.preventDefault();
    page.invokeMethodAsync("PressAsync", key).catch(reason => {
      // Who went on to another page wants no answer: asking its server fails, and nothing is wrong.
      if (!stop.signal.aborted) throw reason;
    });
  };
  document.addEventListener("keydown", onKey, { signal: stop.signal });
  return { stop: () => stop.abort() };
}

function areOff() {
  try {
    return localStorage.getItem("throughline.keys") === "off";
  } catch {
    return false;
  }
}
