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
  } else if (e.key === "/" && !e.ctrlKey && !e.metaKey && !e.altKey) {
    const field = document.querySelector("[data-find]");
    e.preventDefault();
    if (field instanceof HTMLElement) field.focus();
    else /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-find-link]"))?.click();
  }
});

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
