// What the top bar does on every page: choose who acts, undo and redo, find, and the list of keys.
const api = () => {
  const project = document.querySelector("[data-project-bar]")?.getAttribute("data-project-bar");
  return project ? `/api/projects/${project}` : null;
};
const spoken = "throughline.spoken";

/** Says something where a screen reader hears it and everyone sees it for a while. @param {string} words @param {boolean} [refused] */
function say(words, refused = false) {
  const place = document.getElementById("bar-said");
  if (!place) return;
  place.textContent = words;
  place.classList.toggle("refused", refused);
  place.hidden = false;
  setTimeout(() => { if (place.textContent === words) place.hidden = true; }, refused ? 12_000 : 6_000);
}

/** @param {"undo" | "redo"} way */
async function takeBack(way) {
  const base = api();
  if (!base) return;
  try {
    const answer = await fetch(`${base}/${way}`, { method: "POST", credentials: "same-origin" });
    const body = await answer.json();
    if (!answer.ok) {
      say(body.detail ?? "That could not be done.", true);
      return;
    }
    // What the page shows is read afresh; what was done is said after.
    try { sessionStorage.setItem(spoken, body.did); } catch { /* then it is only done, not said */ }
    location.reload();
  } catch {
    say("The workbench did not answer. Nothing was changed.", true);
  }
}

// The coding page has its own undo, which paints at once.
const ownsUndo = () => document.querySelector("main.bench") !== null;

document.addEventListener("change", e => {
  if (e.target instanceof HTMLSelectElement && e.target.matches(".choose-analyst")) e.target.form?.submit();
});

document.addEventListener("click", e => {
  const command = e.target instanceof Element ? e.target.closest("[data-command]")?.getAttribute("data-command") : null;
  if ((command === "undo" || command === "redo") && !ownsUndo()) void takeBack(command);
});

/** @param {EventTarget | null} target */
const isTyping = target => target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

document.addEventListener("keydown", e => {
  if (ownsUndo() || isTyping(e.target)) return;
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "z") {
    e.preventDefault();
    void takeBack(e.shiftKey ? "redo" : "undo");
    return;
  }
  if (e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || areOff() || document.querySelector("dialog[open]")) return;
  if (e.key === "/") {
    e.preventDefault();
    find();
    return;
  }
  // What a page offers at one key says so in its line of keys.
  const offered = [...document.querySelectorAll("a[data-key]")].find(a => a.getAttribute("data-key") === e.key.toLowerCase());
  if (!(offered instanceof HTMLElement)) return;
  e.preventDefault();
  offered.click();
});

/** Whether single keys are turned off, which the list of keys on the coding page does. */
function areOff() {
  try {
    return localStorage.getItem("throughline.keys") === "off";
  } catch {
    return false;
  }
}

/** To the page's own field; from a page without one, to Ask and its field. */
function find() {
  const field = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-find]"));
  const ask = /** @type {HTMLAnchorElement | null} */ (document.querySelector("nav.nav a[href$='/ask']"));
  if (field() || !ask) {
    field()?.focus();
    return;
  }
  ask.click();
  const stop = new AbortController();
  const came = new MutationObserver(() => {
    if (location.pathname !== ask.pathname || !field()) return;
    stop.abort();
    field()?.focus();
  });
  stop.signal.addEventListener("abort", () => came.disconnect());
  // Who does something else meanwhile is left where they are.
  for (const other of ["keydown", "pointerdown"]) document.addEventListener(other, () => stop.abort(), { signal: stop.signal, capture: true });
  came.observe(document.body, { childList: true, subtree: true });
}

const heard = () => {
  try {
    const words = sessionStorage.getItem(spoken);
    if (words) {
      sessionStorage.removeItem(spoken);
      say(words);
    }
  } catch { /* storage is switched off */ }
};
// The bar is drawn by the page: wait until it stands.
const watch = new MutationObserver(() => {
  if (document.getElementById("bar-said")) { watch.disconnect(); heard(); }
});
if (document.getElementById("bar-said")) heard();
else watch.observe(document.documentElement, { childList: true, subtree: true });

// A file that was refused is mended and chosen again under its own name: without this the browser would see no change and say nothing.
document.addEventListener("click", e => {
  if (e.target instanceof HTMLInputElement && e.target.type === "file") e.target.value = "";
}, true);
