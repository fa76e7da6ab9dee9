import { count, day, el, firstName, icon, listed, shape, shortened } from "./dom.js";

/** @typedef {import("./types.js").Coding} Coding */
/** @typedef {import("./types.js").Memo} Memo */
/** @typedef {import("./types.js").ThreadNode} ThreadNode */

/**
 * @typedef {object} Heard
 * @property {(command: string) => void} command
 * @property {(c: Coding) => void} choose
 * @property {(c: Coding) => void} remove
 * @property {(c: Coding) => void} accept
 * @property {(c: Coding) => void} dismiss
 * @property {(on: string, text: string, memo: Memo | null) => void} saveMemo
 * @property {(on: string, memo: Memo) => void} removeMemo
 * @property {(finished: boolean) => void} finish
 *
 * @typedef {{ on: string, of: string }} About what a memo is on, and that in words
 *
 * @typedef {object} Showing
 * @property {import("./types.js").Selected | null} selected
 * @property {string} paragraphs
 * @property {string} quote
 * @property {Coding[]} codings on the passage
 * @property {About[]} memos what memos are shown of; a new one goes on the first
 * @property {string[]} last the names of the codes last used
 */

/** What is known of the selected passage: its codes, a memo, and the thread it hangs on. */
export class Inspector {
  /** @param {import("./store.js").Store} store @param {import("./types.js").Source} source @param {Heard} heard */
  constructor(store, source, heard) {
    this.store = store;
    this.source = source;
    this.heard = heard;
    /** @type {Map<string, string>} what is typed and not yet saved, by what it is on */
    this.drafts = new Map();
    /** @type {Map<string, string>} why a memo was refused */
    this.wrong = new Map();
    /** @type {string | null} */
    this.writing = null;
    /** @type {Map<string, Memo[]>} */
    this.memos = new Map();
    this.passage = el("section", { "aria-labelledby": "passage-head" });
    this.memo = el("section", { "aria-label": "Memo" });
    this.thread = el("section", { class: "thread", "aria-labelledby": "thread-head" });
    this.root = el("aside", { class: "side insp", "aria-label": "Selected passage" }, this.passage, this.memo, this.thread);
    /** @type {Showing | null} */
    this.now = null;
    this.shown = "";
    /** A button of the passage is held down. */
    this.isPressed = false;
    this.passage.addEventListener("pointerdown", () => {
      this.isPressed = true;
      const listening = new AbortController();
      const letGo = () => {
        listening.abort();
        // the click comes right after the pointer is up
        setTimeout(() => {
          this.isPressed = false;
          if (this.now) this.drawPassage(this.now);
        });
      };
      for (const end of ["pointerup", "pointercancel"]) addEventListener(end, letGo, { capture: true, signal: listening.signal });
    });
  }

  /** The filled knot that the pulled line goes to. */
  knot() {
    return this.now?.selected ? this.thread.querySelector(".here .knot") : null;
  }

  /** @param {Showing} now */
  show(now) {
    if (this.now?.memos[0]?.on !== now.memos[0]?.on) this.isToFocus = false;
    this.now = now;
    this.drawPassage(now);
    this.drawMemo();
  }

  /** @param {Showing} now */
  drawPassage({ selected, paragraphs, codings, last }) {
    // Drawn only when something in it changed: a button under someone's finger is not taken away by news of something else.
    const shown = JSON.stringify([selected && [selected.coding, selected.words], paragraphs, codings.map(c => [c.id, this.store.codes.get(c.code), c.suggested, this.store.isMine(c), this.store.analystName(c.by), c.at]), last, this.store.hidden, this.store.assignment]);
    // Nor by news of what it is about: a click that began on it ends on it.
    if (shown === this.shown || this.isPressed) return;
    this.shown = shown;
    const focused = this.passage.contains(document.activeElement) ? document.activeElement?.getAttribute("data-keep") : null;
    const blind = this.store.hidden.length > 0, task = this.store.assignment;
    const note = blind ? el("p", { class: "attrib blind-note" }, icon("blind"), `${listed(this.store.hidden.map(h => `${firstName(h.name)}’s`))} reading stays hidden until you both finish.`) : null;
    // once all have finished, each may have seen the other's reading: it stays finished
    const finish = task && (!task.finished || blind) ? el("p", { class: "acts-row" }, el("button", { type: "button", class: "tool", "data-keep": "finish", onclick: () => this.heard.finish(!task.finished) }, icon(task.finished ? "undo" : "tick"), task.finished ? "Take my reading up again" : "I have finished this source")) : null;
    if (!selected) {
      this.passage.replaceChildren(
        el("h2", { id: "passage-head" }, "Nothing selected"),
        el("p", { class: "empty" }, "Drag over words, or press ", el("kbd", {}, "S"), " for a sentence and ", el("kbd", {}, "T"), " for a turn. Then ", el("kbd", {}, "C"), " puts a code on it."),
        ...[note, finish].filter(x => x !== null));
    } else {
      const chips = codings.map(c => this.chip(c, selected.coding === c.id));
      this.passage.replaceChildren(...[
        el("h2", { id: "passage-head" }, "Selected passage ", el("span", { class: "quiet" }, `¶ ${paragraphs}, ${count(selected.words, "word")}`)),
        chips.length ? el("ul", { class: "chips", "aria-label": "Codes on this passage" }, ...chips) : null,
        el("p", { class: "acts-row" },
          this.tool("code", "plus", "Add a code", "C"),
          last.length ? this.tool("again", null, `Again: ${shortened(last.join(", "), 18)}`, "R") : null,
          this.tool("inVivo", null, "In vivo", "I"),
          selected.coding && codings.some(c => c.id === selected.coding && this.store.isMine(c)) ? this.tool("change", null, "Change the code", "E") : null,
          el("a", { class: "tool", "data-keep": "read", href: this.readAddress(selected) }, "Read the problem in it")),
        note, finish,
      ].filter(x => x !== null));
    }
    // where what had the focus has gone, it goes to the next thing to do
    if (focused) /** @type {HTMLElement | null} */ (this.passage.querySelector(`[data-keep="${CSS.escape(focused)}"]`) ?? this.passage.querySelector("[data-keep]"))?.focus();
  }

  /** Where a reading of the selected words begins. @param {import("./types.js").Selected} selected */
  readAddress(selected) {
    const at = location.pathname.replace(/\/coding(\/.*)?$/, "");
    return `${at}/read?source=${this.source.id}&revision=${this.source.revision.id}&start=${selected.s}&end=${selected.e}`;
  }

  /** @param {string} command @param {string | null} picture @param {string} name @param {string} key */
  tool(command, picture, name, key) {
    return el("button", { type: "button", class: "tool", "data-keep": command, onclick: () => this.heard.command(command) }, picture ? icon(picture) : null, `${name} `, el("kbd", { "aria-hidden": "true" }, key));
  }

  /** @param {Coding} c @param {boolean} current */
  chip(c, current) {
    const code = this.store.codes.get(c.code), name = code?.name ?? "A code", mine = this.store.isMine(c), who = this.store.analystName(c.by);
    return el("li", { "aria-current": current ? "true" : null },
      el("button", { type: "button", class: "code", "data-keep": `code-${c.id}`, title: code?.definition || null, onclick: () => this.heard.choose(c) }, shape(code?.colour ?? 1), name),
      c.suggested ? el("span", { class: "tag" }, "suggestion") : null,
      c.suggested ? null : el("span", { class: "by", title: who }, `${firstName(who)}, ${day(c.at)}`),
      c.suggested ? el("button", { type: "button", class: "x", "data-keep": `accept-${c.id}`, "aria-label": `Accept ${name}`, onclick: () => this.heard.accept(c) }, icon("tick")) : null,
      mine ? el("button", { type: "button", class: "x", "data-keep": `remove-${c.id}`, "aria-label": `${c.suggested ? "Dismiss" : "Remove"} ${name}`, onclick: () => c.suggested ? this.heard.dismiss(c) : this.heard.remove(c) }, icon("x")) : null);
  }

  // ---- memo -----------------------------------------------------------------------------------------------------------

  /** @param {string} on @param {Memo[]} memos */
  takeMemos(on, memos) {
    this.memos.set(on, memos);
    if (this.shows(on)) this.drawMemo();
  }

  /** @param {string} on */
  shows(on) {
    return this.now?.memos.some(x => x.on === on) ?? false;
  }

  /** Opens the memo for writing. @param {string} [on] */
  write(on) {
    if (!this.now) return;
    this.writing = on && this.shows(on) ? on : this.now.memos[0]?.on ?? null;
    this.isToFocus = true;
    this.drawMemo();
  }

  /** @param {string} on @param {string} text @param {string} reason */
  refuseMemo(on, text, reason) {
    this.drafts.set(on, text);
    this.wrong.set(on, reason);
    this.writing = on;
    if (this.shows(on)) this.drawMemo();
  }

  get hasDrafts() {
    return this.drafts.size > 0;
  }

  drawMemo() {
    const now = this.now;
    if (!now) return;
    const of = (/** @type {string} */ on) => now.memos.find(x => x.on === on)?.of ?? "";
    // one at a time is written: what was asked for, or what was begun
    const on = (this.writing && this.shows(this.writing) ? this.writing : now.memos.find(x => this.drafts.has(x.on))?.on) ?? now.memos[0]?.on ?? "";
    const memos = this.memos.get(on) ?? [], mine = memos.find(m => m.by === this.store.me) ?? null;
    const wanted = this.writing === on || this.drafts.has(on);
    // what the memo says now comes first: else it would be written a second time
    const open = wanted && this.memos.has(on);
    // never under someone's hands
    if (open && this.memo.dataset.on === on && this.memo.querySelector("textarea") && !this.wrong.has(on)) return this.focusMemo();
    this.memo.dataset.on = open ? on : "";
    /** @type {Node[]} */
    const parts = [];
    for (const about of now.memos) {
      for (const m of this.memos.get(about.on) ?? []) {
        if (m === mine && open) continue;
        parts.push(
          el("h3", {}, "Memo ", el("span", { class: "quiet" }, `${about.of ? `${about.of}, ` : ""}${firstName(m.byName)}, ${day(m.at)}`)),
          el("p", { class: "memo" }, m.text));
        if (m.by === this.store.me) {
          parts.push(el("p", { class: "acts-row" },
            el("button", { type: "button", class: "tool", onclick: () => this.write(about.on) }, "Edit ", about.on === now.memos[0]?.on ? el("kbd", { "aria-hidden": "true" }, "M") : null),
            el("button", { type: "button", class: "tool", onclick: () => this.heard.removeMemo(about.on, m) }, "Remove this memo")));
        }
      }
    }
    if (open) {
      const field = el("textarea", {
        class: "memo", "aria-labelledby": "memo-head", "aria-describedby": "memo-hint", maxlength: "20000",
        oninput: () => this.drafts.set(on, field.value),
        onkeydown: (/** @type {KeyboardEvent} */ e) => {
          e.stopPropagation();
          if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) this.save(on, field.value, mine);
          else if (e.key === "Escape") this.leave(on);
        },
      });
      field.value = this.drafts.get(on) ?? mine?.text ?? "";
      const wrong = this.wrong.get(on);
      this.wrong.delete(on);
      parts.push(
        el("h3", { id: "memo-head" }, mine ? "Your memo " : "New memo ", el("span", { class: "quiet" }, of(on))),
        ...(wrong ? [el("p", { class: "note", role: "alert" }, el("b", {}, "Refused. "), wrong)] : []),
        field,
        el("p", { class: "acts-row", id: "memo-hint" },
          el("button", { type: "button", class: "tool", onclick: () => this.save(on, field.value, mine) }, "Keep it ", el("kbd", { "aria-hidden": "true" }, "Ctrl Enter")),
          el("button", { type: "button", class: "tool", onclick: () => this.leave(on) }, "Leave it")));
    } else if (wanted) {
      parts.push(el("p", { class: "empty" }, "The memo is on its way."));
    } else if (!mine) {
      parts.push(el("p", { class: "acts-row" }, el("button", { type: "button", class: "tool", onclick: () => this.write() }, of(on) ? `Write a memo ${of(on)} ` : "Write a memo ", el("kbd", { "aria-hidden": "true" }, "M"))));
    }
    this.memo.replaceChildren(...parts);
    if (open) this.focusMemo();
  }

  focusMemo() {
    if (!this.isToFocus) return;
    this.isToFocus = false;
    this.memo.querySelector("textarea")?.focus();
  }

  /** @param {string} on @param {string} text @param {Memo | null} memo */
  save(on, text, memo) {
    if (!text.trim()) return this.leave(on);
    this.drafts.delete(on);
    this.writing = null;
    this.memo.dataset.on = "";
    this.heard.saveMemo(on, text, memo);
    /** @type {HTMLElement | null} */ (this.memo.querySelector("button"))?.focus();
  }

  /** @param {string} on */
  leave(on) {
    this.isToFocus = false;
    this.drafts.delete(on);
    this.writing = null;
    this.memo.dataset.on = "";
    this.drawMemo();
    /** @type {HTMLElement | null} */ (this.memo.querySelector("button"))?.focus();
  }

  // ---- thread ---------------------------------------------------------------------------------------------------------

  /** @param {Partial<ThreadNode>[]} nodes */
  drawThread(nodes) {
    if (!nodes.length) {
      this.thread.replaceChildren();
      return;
    }
    this.thread.replaceChildren(
      el("h2", { id: "thread-head" }, "Where this comes from, and where it goes"),
      el("ol", { class: "goes" }, ...nodes.map((n, i) => {
        const text = n.quoted ? `“${shortened(n.label ?? "", 44)}”` : n.label ?? "";
        const looks = `what${n.quoted ? " serif" : ""}${n.open ? " quiet" : ""}`;
        const what = n.href && !n.here ? el("a", { class: looks, href: n.href }, text) : el("span", { class: looks }, text);
        const classes = [n.here ? "here" : "", n.open ? "open" : "", nodes[i + 1]?.open ? "then-open" : ""].filter(Boolean).join(" ");
        return el("li", { class: classes || null, "aria-current": n.here ? "true" : null }, el("i", { class: "knot", "aria-hidden": "true" }), el("span", { class: "kind" }, n.kindLabel ?? ""), what);
      })));
  }
}
