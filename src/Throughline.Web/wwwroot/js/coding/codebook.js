import { el, icon, shape } from "./dom.js";
import { found } from "./fuzzy.js";

/** @typedef {import("./types.js").Code} Code */

/**
 * @typedef {object} Heard
 * @property {(codes: string[]) => void} chosen
 * @property {(name: string) => void} make
 * @property {(code: string | null) => void} only
 */

/** The codebook beside the text: one tree, one tab stop, and a field that narrows it or makes what is not there. */
export class CodebookTree {
  /** @param {import("./store.js").Store} store @param {Heard} heard */
  constructor(store, heard) {
    this.store = store;
    this.heard = heard;
    /** @type {Set<string>} */
    this.closed = new Set();
    /** @type {Set<string>} codes marked to be put together */
    this.marked = new Set();
    /** @type {Set<string>} */
    this.current = new Set();
    /** @type {string | null} */
    this.stop = null;
    /** @type {Map<string, { row: HTMLElement, n: HTMLElement | null }>} */
    this.rows = new Map();
    this.input = el("input", {
      type: "text", placeholder: "Find or make a code", autocomplete: "off", spellcheck: "false", "aria-label": "Find or make a code", "aria-describedby": "codebook-hint",
      oninput: () => { this.entered = null; this.draw(); }, onkeydown: (/** @type {KeyboardEvent} */ e) => this.typedKey(e),
    });
    /** @type {boolean | null} Enter came before the codebook: true when it makes a code */
    this.entered = null;
    this.hint = el("p", { class: "eyebrow hint pad", id: "codebook-hint" });
    this.only = el("div", { class: "only", hidden: true });
    this.tree = el("ul", { class: "tree", role: "tree", "aria-label": "Codes", "aria-multiselectable": "true", onkeydown: (/** @type {KeyboardEvent} */ e) => this.key(e), onclick: (/** @type {MouseEvent} */ e) => this.click(e) });
    this.root = el("aside", { class: "codebook", "aria-labelledby": "codebook-head" },
      el("header", { class: "pad" }, el("h2", { id: "codebook-head" }, "Codebook"), el("span", { class: "eyebrow num", "aria-hidden": "true" }, "here\u2002all")),
      el("div", { class: "pad" }, el("div", { class: "field" }, icon("find"), this.input, el("kbd", { "aria-hidden": "true" }, "/"))),
      this.hint, this.only, this.tree);
  }

  /** @param {string | null} parent @returns {Code[]} */
  children(parent) {
    return [...this.store.codes.values()]
      .filter(c => c.parent === parent && (!c.retired || (this.store.here.get(c.id) ?? 0) > 0))
      .sort((a, b) => a.order - b.order || a.name.localeCompare(b.name, "en-GB"));
  }

  draw() {
    const held = this.tree.contains(document.activeElement);
    const typed = this.input.value;
    this.rows.clear();
    if (!this.store.isRead && typed.trim()) {
      this.tree.replaceChildren();
      this.hint.textContent = "The codebook is on its way.";
    } else if (typed.trim()) {
      const fits = found([...this.store.codes.values()].filter(c => !c.isGroup && !c.retired), typed);
      this.tree.replaceChildren(...fits.map(c => el("li", { role: "none" }, this.row(c, 1, [], true))));
      const exact = fits.some(c => c.name.toLowerCase() === typed.trim().toLowerCase());
      this.hint.textContent = fits.length ? `Enter: ${fits[0]?.name}${exact ? "" : ". Shift with Enter makes a new code"}` : `Enter makes ‘${typed.trim()}’`;
    } else {
      this.tree.replaceChildren(...this.children(null).map(c => this.item(c, 1)));
      this.hint.textContent = this.store.codes.size || !this.store.isRead ? "" : "No codes yet. Type a name, then Enter.";
    }
    const rows = [...this.rows.keys()];
    if (!this.stop || !this.rows.has(this.stop)) this.stop = rows.find(id => this.current.has(id)) ?? rows[0] ?? null;
    if (this.stop) {
      const row = /** @type {HTMLElement} */ (this.rows.get(this.stop)?.row);
      row.tabIndex = 0;
      if (held) row.focus();
    }
    const one = this.store.only ? this.store.codes.get(this.store.only) : null;
    this.only.hidden = !one;
    this.only.replaceChildren(...(one ? [el("span", {}, `Only ‘${one.name}’ is shown`), el("button", { type: "button", class: "btn bare", onclick: () => this.heard.only(null) }, "Show all")] : []));
  }

  /** @param {Code} c @param {number} level @returns {HTMLElement} */
  item(c, level) {
    const children = this.children(c.id), open = !this.closed.has(c.id);
    const item = el("li", { role: "none" }, this.row(c, level, children, open));
    if (children.length && open) item.append(el("ul", { role: "group", "aria-label": c.name }, ...children.map(x => this.item(x, level + 1))));
    return item;
  }

  /** @param {Code} c @param {number} level @param {Code[]} children @param {boolean} open */
  row(c, level, children, open) {
    const n = c.isGroup ? null : el("span", { class: "n num" });
    const row = el("div", {
      class: `row l${Math.min(5, level)}${c.isGroup ? " grp" : ""}${this.marked.has(c.id) ? " marked" : ""}${c.retired ? " retired" : ""}`, role: "treeitem", tabindex: "-1", "aria-level": String(level),
      "aria-expanded": children.length ? String(open) : null, "aria-selected": c.isGroup ? null : String(this.current.has(c.id) || this.marked.has(c.id)), "data-code": c.id,
      title: c.definition || null,
    }, children.length || c.isGroup ? icon(open ? "down" : "right") : null, c.isGroup ? null : shape(c.colour), el("span", { class: "name" }, c.name), n);
    if (n) this.count(c, n);
    this.rows.set(c.id, { row, n });
    return row;
  }

  /** @param {Code} c @param {HTMLElement} n */
  count(c, n) {
    const here = this.store.here.get(c.id) ?? 0, said = `${here} ${c.all}`;
    if (n.dataset.said === said) return;
    n.dataset.said = said;
    n.replaceChildren(el("b", {}, String(here)), el("span", { class: "vh" }, " here, "), el("i", {}, String(Math.max(c.all, here))), el("span", { class: "vh" }, " in all"));
  }

  /** Counts again without making the tree again. */
  counts() {
    for (const [id, { n }] of this.rows) {
      const c = this.store.codes.get(id);
      if (n && c) this.count(c, n);
    }
  }

  /** Marks the codes of the selected passage. @param {string[]} codes */
  point(codes) {
    this.current = new Set(codes);
    for (const [id, { row }] of this.rows) if (row.hasAttribute("aria-selected")) row.setAttribute("aria-selected", String(this.current.has(id) || this.marked.has(id)));
  }

  /** @param {MouseEvent} e */
  click(e) {
    const row = /** @type {Element} */ (e.target).closest("[data-code]");
    const id = row?.getAttribute("data-code");
    if (!row || !id) return;
    this.moveStop(id);
    const c = this.store.codes.get(id);
    if (c?.isGroup || (row.hasAttribute("aria-expanded") && /** @type {Element} */ (e.target).closest(".i"))) this.toggle(id);
    else if (e.ctrlKey || e.metaKey) this.mark(id);
    else this.take([id]);
  }

  /** @param {string} id */
  toggle(id, open = this.closed.has(id)) {
    if (open) this.closed.delete(id);
    else this.closed.add(id);
    this.draw();
  }

  /** @param {string} id */
  mark(id) {
    if (!this.marked.delete(id)) this.marked.add(id);
    this.draw();
  }

  /** @param {string[]} ids */
  take(ids) {
    const all = [...new Set([...this.marked, ...ids])];
    this.marked.clear();
    this.input.value = "";
    this.draw();
    this.heard.chosen(all);
  }

  /** @param {string} id */
  moveStop(id) {
    const before = this.stop ? this.rows.get(this.stop)?.row : null;
    if (before) before.tabIndex = -1;
    this.stop = id;
    const row = this.rows.get(id)?.row;
    if (row) row.tabIndex = 0;
    return row;
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.altKey || e.metaKey || (e.ctrlKey && e.key !== " ")) return;
    const rows = [...this.rows.keys()], at = rows.indexOf(this.stop ?? "");
    const id = rows[at], c = id ? this.store.codes.get(id) : undefined;
    if (!id || !c) return;
    const row = /** @type {HTMLElement} */ (this.rows.get(id)?.row), expanded = row.getAttribute("aria-expanded");
    /** @type {string | undefined} */
    let to;
    switch (e.key) {
      case "ArrowDown": to = rows[at + 1]; break;
      case "ArrowUp": to = rows[at - 1]; break;
      case "Home": to = rows[0]; break;
      case "End": to = rows.at(-1); break;
      case "ArrowRight":
        if (expanded === "false") this.toggle(id, true);
        else if (expanded === "true") to = rows[at + 1];
        break;
      case "ArrowLeft":
        if (expanded === "true") this.toggle(id, false);
        else if (c.parent && this.rows.has(c.parent)) to = c.parent;
        break;
      case " ":
        if (!c.isGroup) this.mark(id);
        break;
      case "Enter":
        if (c.isGroup) this.toggle(id);
        else this.take([id]);
        break;
      case "f":
      case "F":
        if (e.defaultPrevented) return;
        this.heard.only(this.store.only === id ? null : id);
        e.stopPropagation();
        break;
      default: return;
    }
    e.preventDefault();
    if (to) this.moveStop(to)?.focus();
  }

  /** @param {KeyboardEvent} e */
  typedKey(e) {
    const typed = this.input.value.trim();
    if (e.key === "ArrowDown" && this.stop) {
      e.preventDefault();
      const first = this.rows.keys().next().value;
      if (first) this.moveStop(first)?.focus();
    } else if (e.key === "Escape") {
      e.stopPropagation();
      if (typed) {
        this.input.value = "";
        this.draw();
      } else this.input.blur();
    } else if (e.key === "Enter" && typed) {
      e.preventDefault();
      if (this.store.isRead) this.enter(e.shiftKey);
      else this.entered = e.shiftKey;
    }
  }

  /** @param {boolean} makes whether it is a new code in any case */
  enter(makes) {
    const first = this.rows.keys().next().value;
    this.input.blur();
    if (first && !makes) {
      this.take([first]);
      return;
    }
    this.heard.make(this.input.value.trim());
    this.input.value = "";
    this.draw();
  }

  /** The codebook has come: what was typed is looked for in it. */
  arrived() {
    const { entered } = this;
    this.entered = null;
    this.draw();
    if (entered !== null && this.input.value.trim()) this.enter(entered);
  }
}
