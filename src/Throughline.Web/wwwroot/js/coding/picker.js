import { el, icon, place, shape, shortened } from "./dom.js";
import { found, isPlain, plain } from "./fuzzy.js";

/** @typedef {import("./types.js").Code} Code */
/**
 * @typedef {object} Asked
 * @property {string} title
 * @property {DOMRect} beside what it opens next to
 * @property {Code[] | null} codes null while the codebook is on its way
 * @property {string[]} first ids to offer first while nothing is typed
 * @property {boolean} several whether more than one may be taken
 * @property {string} [typed]
 * @property {string} [wrong] why what was typed was refused
 * @property {(ids: string[], make: string | null) => void} taken
 */

/** Type to find a code: a combobox in a popover beside the passage. Enter takes the one pointed at; when nothing plainly fits, Enter makes it. */
export class Picker {
  constructor() {
    /** @type {Asked | null} */
    this.asked = null;
    /** @type {Code[]} */
    this.fits = [];
    /** @type {Set<string>} */
    this.marked = new Set();
    this.at = 0;
    /** Where in the list a new code is offered; -1 where it is not. */
    this.makeAt = -1;
    /** @type {boolean | null} Enter came before the codebook: true when it marks */
    this.entered = null;
    this.input = el("input", {
      type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "picker-found", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", maxlength: "400",
      oninput: () => { this.at = 0; this.entered = null; this.wrong.replaceChildren(); this.draw(); }, onkeydown: (/** @type {KeyboardEvent} */ e) => this.key(e),
    });
    this.list = el("div", { class: "found", id: "picker-found", role: "listbox", "aria-label": "Codes", tabindex: "-1", onclick: (/** @type {MouseEvent} */ e) => this.click(e), onpointerdown: (/** @type {Event} */ e) => e.preventDefault() });
    this.wrong = el("div", { role: "alert" });
    this.hint = el("p", { class: "eyebrow hint" });
    this.root = el("div", { class: "picker", popover: "auto", role: "dialog" }, el("div", { class: "field" }, icon("find"), this.input), this.wrong, this.list, this.hint);
    /** @type {Element | null} */
    this.from = null;
    this.root.addEventListener("toggle", e => {
      if (/** @type {ToggleEvent} */ (e).newState !== "closed") return;
      this.asked = null;
      if (document.activeElement === document.body && this.from instanceof HTMLElement && this.from.isConnected) this.from.focus({ preventScroll: true });
    });
  }

  get isOpen() {
    return this.asked !== null;
  }

  /** @param {Asked} asked */
  open(asked) {
    this.asked = asked;
    this.entered = null;
    this.marked.clear();
    this.at = 0;
    this.from = document.activeElement;
    this.input.value = asked.typed ?? "";
    this.input.setAttribute("aria-label", asked.title);
    this.input.setAttribute("placeholder", asked.title);
    this.root.setAttribute("aria-label", asked.title);
    this.wrong.replaceChildren(...(asked.wrong ? [el("p", { class: "note" }, el("b", {}, "Refused. "), asked.wrong)] : []));
    this.draw();
    if (!this.root.matches(":popover-open")) this.root.showPopover();
    const { width, height } = this.root.getBoundingClientRect(), below = asked.beside.bottom + 8;
    place(this.root, {
      x: Math.max(8, Math.min(asked.beside.left, innerWidth - width - 8)),
      y: Math.max(8, below + height < innerHeight - 40 ? below : Math.max(8, Math.min(asked.beside.top - height - 8, innerHeight - height - 40))),
    });
    this.input.focus({ preventScroll: true });
  }

  close() {
    if (this.root.matches(":popover-open")) this.root.hidePopover();
    // a hidden field keeps the focus until the next frame; a key pressed before that is meant for the text
    if (document.activeElement === this.input) this.input.blur();
  }

  draw() {
    const asked = this.asked;
    if (!asked) return;
    const typed = this.input.value.trim();
    if (!asked.codes) {
      this.fits = [];
      this.makeAt = -1;
      this.list.replaceChildren();
      this.point();
      this.hint.replaceChildren(el("span", {}, this.entered === null ? "The codebook is on its way. Type meanwhile." : "The codebook is on its way. What you typed is taken when it is here."));
      return;
    }
    this.fits = found(asked.codes, typed);
    if (!typed) {
      const first = asked.first.flatMap(id => this.fits.find(c => c.id === id) ?? []);
      this.fits = [...first, ...this.fits.filter(c => !first.includes(c))];
    }
    const exact = this.fits.some(c => plain(c.name) === plain(typed) || plain(c.path) === plain(typed));
    const sure = typed ? this.fits.filter(c => isPlain(typed, c.name) || isPlain(typed, c.path)) : this.fits;
    this.fits = [...sure, ...this.fits.filter(c => !sure.includes(c))];
    this.makeAt = typed.length > 0 && !exact ? sure.length : -1;
    const total = this.fits.length + (this.makeAt < 0 ? 0 : 1);
    this.at = Math.max(0, Math.min(this.at, total - 1));
    const option = (/** @type {number} */ i, /** @type {(Node | null)[]} */ ...inside) => el("div", { role: "option", id: `pick-${i}`, "aria-selected": String(i === this.at), "data-at": String(i) }, ...inside);
    const options = this.fits.map((c, k) => option(this.makeAt >= 0 && k >= this.makeAt ? k + 1 : k,
      shape(c.colour), el("span", { class: "nm" }, c.name), this.marked.has(c.id) ? el("span", { class: "tick" }, icon("tick"), el("span", { class: "vh" }, "marked")) : c.path !== c.name ? el("span", { class: "path" }, c.path.slice(0, c.path.length - c.name.length).replace(/\s*>\s*$/, "")) : null));
    if (this.makeAt >= 0) options.splice(this.makeAt, 0, option(this.makeAt, icon("plus"), el("span", { class: "nm" }, `Make ‘${typed}’`)));
    this.list.replaceChildren(...options);
    this.point();
  }

  /** The code at a place of the list; none where a new one is offered. @param {number} i @returns {Code | undefined} */
  codeAt(i) {
    return i === this.makeAt ? undefined : this.fits[this.makeAt >= 0 && i > this.makeAt ? i - 1 : i];
  }

  /** Says what Enter does. @param {Asked} asked */
  drawHint(asked) {
    const total = this.list.children.length, code = this.codeAt(this.at);
    this.hint.replaceChildren(...[
      total === 0 ? "Type a name for a new code" : code ? `Enter takes ‘${shortened(code.name, 24)}’` : "Enter makes a new code", asked.several && total ? "Shift with Enter marks several" : "", this.marked.size ? `${this.marked.size} marked` : "",
    ].filter(Boolean).map(x => el("span", {}, x)));
  }

  /** The codebook has come. @param {Code[]} codes */
  arrived(codes) {
    if (!this.asked || this.asked.codes) return;
    const { entered } = this;
    this.asked.codes = codes;
    this.draw();
    if (entered !== null) this.take(entered);
  }

  point() {
    for (const o of this.list.children) o.setAttribute("aria-selected", String(o.id === `pick-${this.at}`));
    const now = this.list.children[this.at];
    if (now) {
      this.input.setAttribute("aria-activedescendant", now.id);
      now.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
    if (this.asked?.codes) this.drawHint(this.asked);
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    e.stopPropagation();
    const total = this.list.children.length;
    switch (e.key) {
      case "ArrowDown": this.at = total ? (this.at + 1) % total : 0; this.point(); break;
      case "ArrowUp": this.at = total ? (this.at + total - 1) % total : 0; this.point(); break;
      case "Escape": this.close(); break;
      case "Enter": this.take(e.shiftKey && (this.asked?.several ?? false)); break;
      default: return;
    }
    e.preventDefault();
  }

  /** @param {MouseEvent} e */
  click(e) {
    const option = /** @type {Element} */ (e.target).closest("[data-at]");
    if (!option) return;
    this.at = Number(option.getAttribute("data-at"));
    this.take((e.shiftKey || e.ctrlKey || e.metaKey) && (this.asked?.several ?? false));
  }

  /** @param {boolean} marking */
  take(marking) {
    const asked = this.asked, code = this.codeAt(this.at), typed = this.input.value.trim();
    if (!asked) return;
    if (!asked.codes) {
      this.entered = typed ? marking : null;
      this.draw();
      return;
    }
    if (marking && code) {
      if (!this.marked.delete(code.id)) this.marked.add(code.id);
      this.input.value = "";
      this.draw();
      return;
    }
    // with some marked and nothing typed, Enter means "these"
    const ids = [...this.marked], pointed = typed || !ids.length;
    if (pointed && code && !ids.includes(code.id)) ids.push(code.id);
    const make = pointed && !code && this.makeAt >= 0 ? typed : null;
    if (!ids.length && !make) return;
    this.close();
    asked.taken(ids, make);
  }
}
