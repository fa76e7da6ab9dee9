import { count, day, el, shape, shortened } from "./dom.js";
import { inReadingOrder, noteCode } from "./runs.js";

/** @typedef {import("./types.js").Coding} Coding */

const pageSize = 20;

/** All codings, and the memos on words, as a table: the equal of the narrow brackets, for anyone who cannot or will not aim at them. */
export class CodingsTable {
  /**
   * @param {import("./store.js").Store} store @param {import("./text.js").SourceText} text
   * @param {{ open: (c: Coding) => void, remove: (c: Coding) => void }} heard
   */
  constructor(store, text, heard) {
    this.store = store;
    this.text = text;
    this.heard = heard;
    this.page = 0;
    /** @type {{ first: number, last: number } | null} blocks */
    this.within = null;
    this.code = "";
    this.head = el("h2", { id: "codings-head" });
    this.body = el("tbody");
    this.select = el("select", { "aria-label": "Code", onchange: () => { this.code = this.select.value; this.page = 0; this.draw(); } });
    this.where = el("span", { class: "num", role: "status" });
    this.back = el("button", { type: "button", class: "btn", onclick: () => this.turn(-1) }, "Earlier");
    this.on = el("button", { type: "button", class: "btn", onclick: () => this.turn(1) }, "Later");
    this.dialog = el("dialog", { "aria-labelledby": "codings-head" },
      el("header", {}, this.head, el("button", { type: "button", class: "btn bare", onclick: () => this.dialog.close() }, "Close")),
      el("div", { class: "list-tools" }, this.select),
      el("table", { class: "codings" },
        el("thead", {}, el("tr", {}, ...["Code", "Words", "¶", "Analyst", "When", "Do"].map(x => el("th", { scope: "col" }, x)))), this.body),
      el("div", { class: "pager" }, this.back, this.where, this.on));
    this.dialog.addEventListener("click", e => {
      if (e.target === this.dialog) this.dialog.close();
    });
  }

  /** @param {{ first: number, last: number } | null} within blocks, or all of the source */
  open(within) {
    this.within = within;
    this.page = 0;
    this.code = "";
    const codes = [...new Set(this.rows().map(c => c.code))].flatMap(id => this.store.codes.get(id) ?? []).sort((a, b) => a.name.localeCompare(b.name, "en-GB"));
    const memos = this.rows().some(c => c.code === noteCode) ? [el("option", { value: noteCode }, "Memos on words")] : [];
    this.select.replaceChildren(el("option", { value: "" }, memos.length ? "Every code, and memos" : "Every code"), ...memos, ...codes.map(c => el("option", { value: c.id }, c.name)));
    this.draw();
    if (!this.dialog.open) this.dialog.showModal();
  }

  rows() {
    const w = this.within, from = w ? this.text.block(w.first).s : 0, to = w ? this.text.block(w.last).e : Infinity;
    return [...this.store.codings.values(), ...this.store.notes.values()].filter(c => c.s < to && c.e > from && this.store.isShown(c) && (!this.code || c.code === this.code)).sort(inReadingOrder);
  }

  draw() {
    const rows = this.rows(), pages = Math.max(1, Math.ceil(rows.length / pageSize));
    this.page = Math.max(0, Math.min(this.page, pages - 1));
    const w = this.within;
    this.head.textContent = w ? `Codings in paragraph ${this.text.number(w.first)}` : "Codings in this source";
    const memos = rows.filter(c => c.code === noteCode).length, codings = rows.length - memos;
    const of = !memos ? count(codings, "coding") : !codings ? count(memos, "passage with a memo", "passages with a memo") : `${rows.length}: ${count(codings, "coding")} and ${count(memos, "passage with a memo", "passages with a memo")}`;
    this.where.textContent = rows.length ? `${this.page * pageSize + 1} to ${Math.min(rows.length, (this.page + 1) * pageSize)} of ${of}` : "No codings yet";
    this.back.disabled = this.page === 0;
    this.on.disabled = this.page >= pages - 1;
    this.body.replaceChildren(...rows.slice(this.page * pageSize, (this.page + 1) * pageSize).map(c => this.row(c)));
  }

  /** @param {Coding} c */
  row(c) {
    if (c.code === noteCode) return this.memo(c);
    const code = this.store.codes.get(c.code), name = code?.name ?? "A code", words = shortened(this.text.slice(c), 60);
    return el("tr", {},
      el("td", {}, el("span", { class: "code" }, shape(code?.colour ?? 1), name, c.suggested ? el("span", { class: "tag" }, "suggestion") : null)),
      el("td", {}, el("q", {}, `“${words}”`)), el("td", { class: "num" }, this.text.paragraphs(c)),
      el("td", {}, c.suggested ? "" : this.store.analystName(c.by)), el("td", { class: "num" }, day(c.at)),
      el("td", {},
        el("button", { type: "button", class: "btn bare", onclick: () => { this.dialog.close(); this.heard.open(c); } }, "Go to", el("span", { class: "vh" }, ` ${name}, ${words}`)),
        this.store.isMine(c) ? el("button", { type: "button", class: "btn bare", onclick: () => { this.heard.remove(c); this.draw(); this.back.closest("dialog")?.querySelector("select")?.focus(); } }, c.suggested ? "Dismiss" : "Remove", el("span", { class: "vh" }, ` ${name}, ${words}`)) : null));
  }

  /** A passage with a memo of its own; the memo itself is changed and taken away beside the text. @param {Coding} c */
  memo(c) {
    const words = shortened(this.text.slice(c), 60), more = (c.memos ?? 1) - 1;
    return el("tr", {},
      el("td", {}, el("span", { class: "code noted" }, "Memo")),
      el("td", {}, el("q", {}, `“${words}”`), el("span", { class: "memo-words" }, shortened(c.note ?? "", 90), more ? el("span", { class: "quiet" }, ` and ${count(more, "other")}`) : null)), el("td", { class: "num" }, this.text.paragraphs(c)),
      el("td", {}, this.store.analystName(c.by)), el("td", { class: "num" }, day(c.at)),
      el("td", {}, el("button", { type: "button", class: "btn bare", onclick: () => { this.dialog.close(); this.heard.open(c); } }, "Go to", el("span", { class: "vh" }, ` memo, ${words}`))));
  }

  /** @param {number} by */
  turn(by) {
    this.page += by;
    this.draw();
  }
}
