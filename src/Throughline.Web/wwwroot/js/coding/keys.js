import { el } from "./dom.js";

/**
 * @typedef {object} Command
 * @property {string} id
 * @property {string[]} keys as printed
 * @property {string} name as printed in the key line
 * @property {string} [help] as printed among all keys; the name when it says enough
 * @property {boolean} [single] a single letter or sign: rests while a field has focus, and can be turned off
 * @property {boolean} [always] works while a field has focus
 * @property {(e: KeyboardEvent) => boolean} pressed
 * @property {() => boolean} [works] whether it does anything now
 * @property {boolean} [line] whether it stands in the key line
 * @property {(e?: KeyboardEvent) => void} run
 */

const storage = "throughline.keys";

/** Keys to commands, the key line that shows what works here, and the list of all of them. */
export class Keys {
  /** @param {Command[]} commands @param {AbortSignal} signal */
  constructor(commands, signal) {
    this.commands = commands;
    this.singles = readSetting();
    this.said = "";
    this.end = el("span", { class: "end num" });
    this.line = el("div", { class: "keys", role: "group", "aria-label": "Keyboard" });
    this.dialog = this.makeDialog();
    document.addEventListener("keydown", e => this.key(e), { signal });
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.defaultPrevented || e.isComposing) return;
    const target = e.target instanceof Element ? e.target : document.body;
    const inField = (target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]") && target.checkVisibility()) || target.closest("dialog[open], [popover]:popover-open") !== null;
    for (const c of this.commands) {
      if (!c.pressed(e)) continue;
      if (c.single && (!this.singles || inField)) continue;
      if (!c.always && inField) continue;
      if (c.works && !c.works()) continue;
      e.preventDefault();
      c.run(e);
      return;
    }
  }

  /** @param {string} id @param {KeyboardEvent} [e] */
  run(id, e) {
    const c = this.commands.find(x => x.id === id);
    if (c && (!c.works || c.works())) c.run(e);
  }

  /** @param {string} count what stands at the end of the line */
  draw(count) {
    const shown = this.commands.filter(c => c.line && (!c.works || c.works()));
    const said = JSON.stringify([shown.map(c => [c.id, c.name]), count, this.singles]);
    if (said === this.said) return;
    this.said = said;
    const focused = this.line.contains(document.activeElement) ? document.activeElement?.getAttribute("data-id") : null;
    this.end.textContent = count;
    this.line.replaceChildren(
      ...shown.filter(c => c.id !== "help").map(c => this.button(c)),
      el("span", { class: "find" }, el("kbd", {}, "Ctrl"), el("kbd", {}, "F"), "find"),
      this.end,
      ...shown.filter(c => c.id === "help").map(c => this.button(c)));
    if (focused) /** @type {HTMLElement | null} */ (this.line.querySelector(`[data-id="${focused}"]`))?.focus();
  }

  /** @param {Command} c */
  button(c) {
    const off = c.single && !this.singles;
    return el("button", { type: "button", "data-id": c.id, onclick: () => c.run() }, ...(off ? [] : c.keys.map(k => el("kbd", {}, k))), c.name);
  }

  makeDialog() {
    const list = el("dl", { class: "keymap" });
    const dialog = el("dialog", { "aria-labelledby": "keys-head" },
      el("header", {}, el("h2", { id: "keys-head" }, "All keys"), el("button", { type: "button", class: "btn bare", onclick: () => dialog.close() }, "Close")),
      list,
      el("label", { class: "check" }, el("input", { type: "checkbox", onchange: (/** @type {Event} */ e) => this.set(/** @type {HTMLInputElement} */ (e.target).checked) }), "Single letters are commands"),
      el("p", { class: "attrib" }, "They rest while you type in a field. Off, each command is still a button: in this list, below the text or beside it."));
    dialog.addEventListener("click", e => {
      if (e.target === dialog) dialog.close();
    });
    return dialog;
  }

  open() {
    const list = /** @type {HTMLElement} */ (this.dialog.querySelector("dl"));
    list.replaceChildren(...this.commands.map(c => el("div", {}, el("dt", {}, el("button", {
      type: "button", "aria-disabled": c.works && !c.works() ? "true" : null, onclick: () => {
        this.dialog.close();
        if (!c.works || c.works()) c.run();
      },
    }, c.help ?? c.name)), el("dd", {}, ...c.keys.map(k => el("kbd", {}, k))))),
      el("div", {}, el("dt", {}, "Find in the text"), el("dd", {}, el("kbd", {}, "Ctrl"), el("kbd", {}, "F"))));
    /** @type {HTMLInputElement} */ (this.dialog.querySelector("input")).checked = this.singles;
    this.dialog.showModal();
  }

  /** @param {boolean} on */
  set(on) {
    this.singles = on;
    try {
      localStorage.setItem(storage, on ? "on" : "off");
    } catch {
      // it holds for this page only
    }
    this.draw(this.end.textContent ?? "");
  }
}

function readSetting() {
  try {
    return localStorage.getItem(storage) !== "off";
  } catch {
    return true;
  }
}

/** A plain key, with or without Shift. @param {string} letter */
export const letter = letter => (/** @type {KeyboardEvent} */ e) => !e.ctrlKey && !e.metaKey && !e.altKey && e.key.toLowerCase() === letter;

/** Ctrl, or Command on a Mac, with a letter. @param {string} name @param {boolean} shift */
export const control = (name, shift) => (/** @type {KeyboardEvent} */ e) => (e.ctrlKey || e.metaKey) && !e.altKey && e.shiftKey === shift && e.key.toLowerCase() === name;

/** A sign, however the keyboard makes it: some need AltGr, which counts as Ctrl and Alt. @param {string} key */
export const sign = key => (/** @type {KeyboardEvent} */ e) => e.key === key && !e.metaKey && (e.getModifierState("AltGraph") || (!e.ctrlKey && !e.altKey));
