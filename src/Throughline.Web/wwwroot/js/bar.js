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

/** What was typed in a field for longer words and is kept by a button: the words as they were, and as they were typed. @type {Map<HTMLTextAreaElement, { before: string, typed: string }>} */
const writing = new Map();

/** The field with words that nobody has kept and nobody has put away. The coding page looks after its own. */
function halfWritten() {
  for (const [field, { before, typed }] of writing) {
    if (!field.isConnected || field.value !== typed) writing.delete(field);
    else if (typed !== before && typed.trim()) return field;
  }
  return null;
}

/** @param {EventTarget | null} target */
const isField = target => target instanceof HTMLTextAreaElement && !target.readOnly && !target.closest("main.bench");

document.addEventListener("beforeinput", e => {
  const field = /** @type {HTMLTextAreaElement} */ (e.target);
  if (isField(field) && (!writing.has(field) || writing.get(field)?.typed !== field.value)) writing.set(field, { before: field.value, typed: field.value });
});

document.addEventListener("input", e => {
  const field = /** @type {HTMLTextAreaElement} */ (e.target), known = writing.get(field);
  if (known) known.typed = field.value;
});

// A field that is kept when it is left says so; all others are kept, or put away, by a button beside them or by sending their form.
document.addEventListener("change", e => {
  if (e.target instanceof HTMLTextAreaElement && e.target.matches("[data-keeps]")) writing.delete(e.target);
});
/** @param {Element | null} place */
const seenTo = place => {
  for (const field of writing.keys()) if (place?.contains(field)) writing.delete(field);
};
document.addEventListener("submit", e => seenTo(/** @type {Element} */ (e.target)), true);
const parts = "form, dialog, section, article, aside, li";
document.addEventListener("click", e => {
  const button = e.target instanceof Element ? e.target.closest("button") : null;
  if (!button || button.closest("header.top") || button.dataset.command) return;
  const place = button.closest(parts);
  // A button that stands in no part of the page is for the fields that stand in none.
  for (const field of writing.keys()) if (place ? place.contains(field) : !field.closest(parts)) writing.delete(field);
}, true);

addEventListener("beforeunload", e => {
  if (halfWritten()) e.preventDefault();
});
// A link within the workbench is no unloading, and nobody would be asked: while something is half-written it is made one.
document.addEventListener("click", e => {
  const link = e.target instanceof Element ? e.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download") || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
  if (link.origin !== location.origin || (link.pathname === location.pathname && link.search === location.search) || !halfWritten()) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  location.assign(link.href);
}, true);

// The coding page has its own undo, which paints at once.
const ownsUndo = () => document.querySelector("main.bench") !== null;

document.addEventListener("change", e => {
  if (!(e.target instanceof HTMLSelectElement && e.target.matches(".choose-analyst"))) return;
  const text = halfWritten();
  if (!text) {
    e.target.form?.submit();
    return;
  }
  for (const option of e.target.options) option.selected = option.defaultSelected;
  say("Keep what you are writing first, or empty it: then choose who codes.", true);
  text.focus();
});

document.addEventListener("click", e => {
  const command = e.target instanceof Element ? e.target.closest("[data-command]")?.getAttribute("data-command") : null;
  if ((command === "undo" || command === "redo") && !ownsUndo()) void takeBack(command);
  if (command === "keys") listKeys();
});

/** @param {EventTarget | null} target */
const isTyping = target => target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

/** The page is read afresh when something is taken back: what is half-written on it would be gone. @param {Event} e @param {string} way */
const keepFirst = (e, way) => {
  if (ownsUndo() || !halfWritten()) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  say(`Keep what you are writing first, or empty it: then ${way}.`, true);
};
// Before those that take back in place (parts/undo.js) hear of it.
document.addEventListener("click", e => {
  const way = e.target instanceof Element ? e.target.closest("[data-command]")?.getAttribute("data-command") : null;
  if (way === "undo" || way === "redo") keepFirst(e, way);
}, true);
document.addEventListener("keydown", e => {
  if ((e.ctrlKey || e.metaKey) && !e.altKey && e.key.toLowerCase() === "z" && !isTyping(e.target)) keepFirst(e, e.shiftKey ? "redo" : "undo");
}, true);

document.addEventListener("keydown", e => {
  if (ownsUndo() || isTyping(e.target)) return;
  if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "z") {
    e.preventDefault();
    void takeBack(e.shiftKey ? "redo" : "undo");
    return;
  }
  if (e.defaultPrevented || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || areOff() || document.querySelector("dialog[open]")) return;
  if (e.key === "?") {
    e.preventDefault();
    listKeys();
    return;
  }
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

/** All keys of the page: those in its line of keys, which a narrow window cuts off, and those that every page has. */
function listKeys() {
  /** @param {string} name @param {Iterable<string>} keys */
  const row = (name, keys) => {
    const [line, term, value] = ["div", "dt", "dd"].map(tag => document.createElement(tag));
    term.textContent = name;
    value.append(...[...keys].map(key => Object.assign(document.createElement("kbd"), { textContent: key })));
    line.append(term, value);
    return line;
  };
  const own = [...document.querySelectorAll("footer.keys > span:not(.end)")].map(span => {
    const words = /** @type {HTMLElement} */ (span.cloneNode(true)), keys = [...words.querySelectorAll("kbd")].map(kbd => kbd.textContent ?? "");
    for (const kbd of words.querySelectorAll("kbd")) kbd.replaceWith(" ");
    const name = (words.textContent ?? "").replace(/\s+/g, " ").trim();
    return { name: name.charAt(0).toUpperCase() + name.slice(1), keys };
  });
  const has = (/** @type {string} */ keys) => own.some(one => one.keys.join(" ") === keys);
  const everywhere = [
    ...(location.pathname.startsWith("/p/") ? [{ name: "Undo your last action", keys: ["Ctrl", "Z"] }, { name: "Do it again", keys: ["Ctrl", "Shift", "Z"] }, { name: "Find", keys: ["/"] }] : []),
    { name: "On to the next thing, and back", keys: ["Tab", "Shift", "Tab"] }, { name: "These keys", keys: ["?"] },
  ].filter(one => !has(one.keys.join(" ")));
  const dialog = document.createElement("dialog"), list = document.createElement("dl");
  dialog.setAttribute("aria-labelledby", "keys-head");
  dialog.innerHTML = `<header><h2 id="keys-head">All keys</h2><button type="button" class="btn bare">Close</button></header><p class="attrib">Single keys rest while you type in a field. The list of keys on the coding page turns them off.</p>`;
  list.className = "keymap";
  list.append(...[...own, ...everywhere].map(one => row(one.name, one.keys)));
  dialog.querySelector("header")?.after(list);
  const before = document.activeElement;
  dialog.addEventListener("click", e => {
    if (e.target === dialog || e.target instanceof HTMLButtonElement) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
}

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
