import { el, icon, ink, isSecond, lay, listed, place, shape, svg } from "./dom.js";
import { levels, noteCode } from "./runs.js";

/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./types.js").Run} Run */
/** @typedef {import("./types.js").Code} Code */

/** Bracket columns before "+n". */
const columns = 5;
/** Underlines lie this far below the baseline, in CSS pixels of an 18 px face. */
const offsets = [4.75, 7.75, 10.75];
/** A label's line. */
const labelLine = 17;
/** Units put on the page before the first frame. */
const firstUnits = 12;

/**
 * @typedef {object} Look What the surface asks when it draws.
 * @property {(id: string) => Code | undefined} code
 * @property {(id: string) => string} analyst
 * @property {() => Element | null} knot the panel's filled knot, where the pulled thread ends
 *
 * @typedef {object} Heard What the surface tells.
 * @property {(span: Span) => void} selected text was selected with the mouse, by touch or with the caret
 * @property {(offset: number) => void} clicked a place in the text
 * @property {(run: Run) => void} picked a bracket
 * @property {(unit: number) => void} listed a paragraph's "+n"
 * @property {(step: "paragraph" | "turn", offset: number) => void} gutter
 * @property {(end: "start" | "end", offset: number, done: boolean) => void} dragged
 *
 * @typedef {{ run: Run, y: number, h: number, col: number, dy: number | null, head: boolean, tail: boolean }} Piece
 * @typedef {{ unit: number, top: number, paths: { d: string, run: Run }[], wash: DOMRectLike[], pieces: Piece[], more: { n: number, y: number } | null,
 *   from: { x: number, y: number } | null, to: { x: number, y: number, line: number } | null, pages: number[] }} Job
 * @typedef {{ x: number, y: number, w: number, h: number }} DOMRectLike
 * @typedef {{ x: number, r: number, centre: number, base: number, line: number }} Line
 * @typedef {{ el: HTMLElement, first: number, last: number, svg: SVGElement | null, lane: HTMLElement | null, drawn: Map<string, HTMLElement>, pages: { s: number, el: HTMLElement }[] }} Unit
 */

/**
 * The reading text and its margin. Text nodes are made once and never touched again, so that selection, find, the caret and assistive
 * technology have nothing to lose. What is coded is drawn only for units near the window: an SVG behind each, and real buttons beside it.
 */
export class Surface {
  /** @param {HTMLElement} root an empty element @param {import("./text.js").SourceText} text @param {string} kind the source's @param {Look} look @param {Heard} heard */
  constructor(root, text, kind, look, heard) {
    this.root = root;
    this.text = text;
    this.look = look;
    this.heard = heard;
    /** @type {Unit[]} */
    this.units = [];
    /** @type {HTMLElement[]} the units and lists that stand directly in the root */
    this.top = [];
    /** @type {Element[]} underlines drawn thicker just now */
    this.lit = [];
    this.columnsInUse = 0;
    this.waiting = false;
    /** @type {number[]} */
    this.unitOfBlock = [];
    /** @type {Text[]} */
    this.nodes = [];
    /** @type {Map<Node, number>} */
    this.blockOfText = new Map();
    /** @type {Map<Element, number>} */
    this.unitOf = new Map();
    /** @type {Set<number>} */
    this.near = new Set();
    /** @type {import("./runs.js").RunIndex | null} */
    this.index = null;
    /** @type {(Span & { key: string | null }) | null} */
    this.chosen = null;
    /** @type {{ x: number, y: number } | null} where the selected passage ends, within the transcript */
    this.end = null;
    this.range = document.createRange();
    /** @type {Map<string, { line: number, ratio: number }>} */
    this.metrics = new Map();
    /** @type {HTMLElement | null} the lane's one tab stop */
    this.stop = null;
    this.dragging = false;
    this.away = new AbortController();
    this.grips = { start: grip("start"), end: grip("end") };
    this.pull = el("div", { class: "pull", "aria-hidden": "true", hidden: true });
    this.makeUnits(kind);
    this.observer = new IntersectionObserver(seen => this.nearChanged(seen), { rootMargin: "100% 0px" });
    this.sizes = new ResizeObserver(() => this.resized());
    this.width = 0;
    this.listen();
  }

  // ---- the text -------------------------------------------------------------------------------------------------------

  /** @param {string} kind */
  makeUnits(kind) {
    const { text } = this;
    const longLabels = text.speakers.some(s => s.label.length > 4);
    let list = /** @type {HTMLElement | null} */ (null), heading = 1, speaking = -1, page = 0;
    for (let i = 0; i < text.blocks.length; i++) {
      const b = text.block(i);
      const turnIndex = text.turnAt(b.s), turn = text.turns[turnIndex];
      const first = i;
      /** @type {HTMLElement} */
      let unit;
      /** @type {Node} */
      let body;
      if (b.k === "tableCell") {
        while (i + 1 < text.blocks.length && text.block(i + 1).k === "tableCell" && text.block(i + 1).t === b.t) i++;
        unit = el("div", { class: "unit tbl" });
        body = el("div", { class: "scroll" }, this.makeTable(first, i));
      } else {
        const tag = b.k === "heading" ? /** @type {"h2"} */ (`h${(heading = Math.min(6, heading + 1, (b.l ?? 1) + 1))}`) : "p";
        unit = el(b.k === "listItem" ? "li" : "div", { class: classOf(b, turn, kind) });
        body = el(tag, { class: "t" }, this.textOf(i));
        // a line that holds only the speaker's label
        if (b.s === b.e && turn) unit.hidden = true;
      }
      const opens = turn && text.blockAt(turn.s) === first;
      const speaker = turn ? text.speakers[turn.sp] : undefined;
      const short = speaker && (speaker.label.length <= 4 ? speaker.label : speaker.isInterviewer ? "Q" : "");
      unit.append(el("div", { class: "no" },
        opens && short ? el("b", { title: speaker?.name }, short) : null,
        el("span", {}, text.number(first) === text.number(i) ? text.number(first) : `${text.number(first)}–${text.number(i)}`)));
      if (longLabels && opens && speaker && !turn.q && speaking !== turn.sp) unit.append(el("div", { class: "sp" }, speaker.label));
      if (turn) speaking = turn.sp;
      unit.append(body);
      /** @type {Unit} */
      const made = { el: unit, first, last: i, svg: null, lane: null, drawn: new Map(), pages: [] };
      for (let p = text.pages[page]; p && p.s <= text.block(i).e; p = text.pages[++page]) {
        const mark = el("div", { class: "pg" }, el("span", {}, `p. ${p.label}`));
        made.pages.push({ s: p.s, el: mark });
        unit.append(mark);
      }
      const u = this.units.push(made) - 1;
      this.unitOf.set(unit, u);
      for (let k = first; k <= i; k++) this.unitOfBlock[k] = u;
      if (b.k === "listItem") {
        if (!list) this.top.push(list = el("ul", {}));
        list.append(unit);
      } else {
        list = null;
        this.top.push(unit);
      }
    }
  }

  /** @param {number} i */
  textOf(i) {
    const b = this.text.block(i), node = document.createTextNode(this.text.text.slice(b.s, b.e));
    this.nodes[i] = node;
    this.blockOfText.set(node, i);
    return node;
  }

  /** @param {number} first @param {number} last */
  makeTable(first, last) {
    const table = el("table");
    let row = -1, line = /** @type {HTMLTableRowElement | null} */ (null);
    for (let i = first; i <= last; i++) {
      const b = this.text.block(i);
      if (!line || b.r !== row) {
        table.append(line = el("tr"));
        row = b.r ?? row;
      }
      line.append(b.h ? el("th", { class: "t", scope: b.r === this.text.block(first).r ? "col" : "row" }, this.textOf(i)) : el("td", { class: "t" }, this.textOf(i)));
    }
    return table;
  }

  /** Puts the text on the page: the first units, a frame, then all the others. */
  async show() {
    const { top } = this;
    this.root.append(...top.slice(0, firstUnits));
    await frame();
    this.root.append(...top.slice(firstUnits), this.grips.start, this.grips.end, this.pull);
    for (const u of this.units) this.observer.observe(u.el);
    this.sizes.observe(this.root);
  }

  // ---- positions ------------------------------------------------------------------------------------------------------

  /** @param {number} o */
  unitAt(o) {
    return /** @type {number} */ (this.unitOfBlock[this.text.blockAt(o)]);
  }

  /** A position as a place in the page. @param {number} o @returns {[Text, number]} */
  point(o) {
    const i = this.text.blockAt(o), node = /** @type {Text} */ (this.nodes[i]);
    return [node, Math.max(0, Math.min(node.length, o - this.text.block(i).s))];
  }

  /** A place in the page as a position, or null outside the text. @param {Node | null} node @param {number} at @returns {number | null} */
  offset(node, at) {
    if (!node || !this.root.contains(node)) return null;
    const i = this.blockOfText.get(node);
    if (i !== undefined) return this.text.block(i).s + Math.min(at, /** @type {Text} */ (node).length);
    // an element: the first text at or after the place; in a gutter, the unit's first
    const within = node instanceof Element ? node : node.parentElement;
    const next = node instanceof Element ? node.childNodes[at] ?? null : node;
    const unitEl = within?.closest(".unit");
    if (unitEl && !(next && this.firstBlock(next) !== null)) {
      const unit = this.units[/** @type {number} */ (this.unitOf.get(unitEl))];
      if (!unit) return null;
      const t = within?.closest(".t");
      if (t?.firstChild) {
        const k = this.blockOfText.get(t.firstChild);
        if (k !== undefined) return at === 0 ? this.text.block(k).s : this.text.block(k).e;
      }
      return within?.closest(".no") || at === 0 ? this.text.block(unit.first).s : this.text.block(unit.last).e;
    }
    const k = next ? this.firstBlock(next) : null;
    return k === null ? this.text.text.length : this.text.block(k).s;
  }

  /** @param {Node} node @returns {number | null} */
  firstBlock(node) {
    const own = this.blockOfText.get(node);
    if (own !== undefined) return own;
    const t = node instanceof Element ? (node.matches(".t") ? node : node.querySelector(".t")) : null;
    return t?.firstChild ? this.blockOfText.get(t.firstChild) ?? null : null;
  }

  /** @param {number} x @param {number} y @returns {number | null} */
  atPoint(x, y) {
    if ("caretPositionFromPoint" in document) {
      const found = document.caretPositionFromPoint(x, y);
      return found ? this.offset(found.offsetNode, found.offset) : null;
    }
    const found = /** @type {Document} */ (document).caretRangeFromPoint(x, y);
    return found ? this.offset(found.startContainer, found.startOffset) : null;
  }

  // ---- selection ------------------------------------------------------------------------------------------------------

  listen() {
    const { signal } = this.away;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let later;
    let down = false;
    let settle = /** @type {(() => void) | null} */ (null);
    this.root.addEventListener("pointerdown", e => {
      const target = /** @type {Element} */ (e.target);
      if (e.button !== 0 || !target.closest(".t, .unit") || target.closest(".lane, .no")) return;
      down = true;
      this.root.classList.remove("kept");
    }, { signal });
    document.addEventListener("pointerup", e => {
      if (!down) return;
      down = false;
      const { clientX, clientY } = e;
      // the browser settles the selection after this event
      settle = () => {
        settle = null;
        const span = this.nativeSelection();
        if (span && span.e > span.s) this.heard.selected(span);
        else {
          const o = this.atPoint(clientX, clientY);
          if (o !== null) this.heard.clicked(o);
        }
      };
      setTimeout(() => settle?.());
    }, { signal });
    // a key pressed at once is about what was just selected
    document.addEventListener("keydown", () => settle?.(), { capture: true, signal });
    document.addEventListener("selectionchange", () => {
      if (down || this.dragging) return;
      clearTimeout(later);
      later = setTimeout(() => {
        if (settle) return;
        const span = this.nativeSelection();
        if (!span || span.e <= span.s || down) return;
        if (this.chosen && this.chosen.s === span.s && this.chosen.e === span.e) return;
        this.heard.selected(span);
      }, 150);
    }, { signal });
    this.root.addEventListener("click", e => {
      const target = /** @type {Element} */ (e.target);
      const run = this.runOf(target);
      if (run) this.heard.picked(run);
      const unit = target.closest(".unit");
      if (!unit) return;
      const u = /** @type {number} */ (this.unitOf.get(unit));
      if (target.closest(".more")) this.heard.listed(u);
      else if (target.closest(".no, .sp")) this.heard.gutter(target.closest("b, .sp") ? "turn" : "paragraph", this.text.block(/** @type {Unit} */ (this.units[u]).first).s);
    }, { signal });
    for (const type of ["pointerover", "focusin"]) {
      this.root.addEventListener(type, e => {
        const run = this.runOf(/** @type {Element} */ (e.target));
        if (run) this.light(run);
      }, { signal });
    }
    for (const type of ["pointerout", "focusout"]) this.root.addEventListener(type, e => this.runOf(/** @type {Element} */ (e.target)) && this.light(null), { signal });
    this.root.addEventListener("focusin", e => {
      const target = /** @type {HTMLElement} */ (e.target);
      if (target.matches("button.br")) this.moveStop(target);
    }, { signal });
    addEventListener("scroll", () => this.scrolled(), { passive: true, signal });
    addEventListener("beforeprint", () => this.toPaper(), { signal });
    addEventListener("afterprint", () => this.fromPaper(), { signal });
    document.fonts.addEventListener("loadingdone", () => this.resized(true), { signal });
    for (const [name, handle] of Object.entries(this.grips)) this.dragsGrip(handle, /** @type {"start" | "end"} */ (name));
  }

  /** @param {HTMLElement} handle @param {"start" | "end"} which */
  dragsGrip(handle, which) {
    handle.addEventListener("pointerdown", e => {
      if (e.button !== 0) return;
      e.preventDefault();
      handle.setPointerCapture(e.pointerId);
      this.dragging = true;
      /** @param {PointerEvent} at */
      const offsetAt = at => {
        // what lies under the grip, not the grip
        handle.style.pointerEvents = "none";
        const o = this.atPoint(at.clientX, at.clientY);
        handle.style.pointerEvents = "";
        return o;
      };
      /** @param {PointerEvent} at */
      const move = at => {
        const o = offsetAt(at);
        if (o !== null) this.heard.dragged(which, o, false);
      };
      /** @param {PointerEvent} at */
      const up = at => {
        handle.removeEventListener("pointermove", move);
        this.dragging = false;
        const o = at.type === "pointerup" ? offsetAt(at) : null;
        this.heard.dragged(which, o ?? (which === "start" ? this.chosen?.s : this.chosen?.e) ?? 0, true);
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("pointerup", up, { once: true });
      handle.addEventListener("pointercancel", up, { once: true });
    });
  }

  /** @returns {Span | null} */
  nativeSelection() {
    const found = getSelection();
    if (!found?.rangeCount) return null;
    const a = this.offset(found.anchorNode, found.anchorOffset), b = this.offset(found.focusNode, found.focusOffset);
    if (a === null || b === null) return null;
    return { s: Math.min(a, b), e: Math.max(a, b) };
  }

  /** @param {Element} target */
  runOf(target) {
    const key = target.closest?.("[data-run]")?.getAttribute("data-run");
    return key ? this.index?.byKey.get(key) ?? null : null;
  }

  /**
   * Washes a passage, and makes it the browser's own selection as well, so that copying and assistive technology have it.
   * @param {Span | null} span @param {string | null} key the run it belongs to @param {boolean} native whether to move the browser's selection
   * @param {Iterable<number>} changed other units to paint
   */
  choose(span, key = null, native = true, changed = []) {
    const touched = new Set([...this.unitsOf(this.chosen), ...this.unitsOf(span), ...changed]);
    this.chosen = span && { ...span, key };
    this.root.classList.toggle("kept", span !== null);
    if (native) {
      const now = getSelection();
      if (span) now?.setBaseAndExtent(...this.point(span.s), ...this.point(span.e));
      else if (now?.rangeCount && this.root.contains(now.anchorNode)) now.removeAllRanges();
    }
    this.paint([...touched].filter(u => this.near.has(u)));
    this.drawEnds();
  }

  /** @param {Span | null} span @returns {number[]} */
  unitsOf(span) {
    if (!span) return [];
    const a = this.unitAt(span.s), z = this.unitAt(Math.max(span.s, span.e - 1));
    return Array.from({ length: z - a + 1 }, (_, k) => a + k);
  }

  /**
   * Shows exactly what one coding covers while its bracket is pointed at or focused: its underline is drawn thicker, or, where it has
   * none, the words are underlined by the Highlight API.
   * @param {Run | null} run
   */
  light(run) {
    for (const path of this.lit) path.classList.remove("on");
    this.lit = [];
    if ("highlights" in CSS) CSS.highlights.delete("coding-active");
    if (!run) return;
    for (let u = run.a; u <= run.z; u++) this.lit.push(...(this.units[u]?.svg?.querySelectorAll(`path[data-for="${run.key}"]`) ?? []));
    for (const path of this.lit) path.classList.add("on");
    if (this.lit.length || !("highlights" in CSS)) return;
    const range = document.createRange();
    range.setStart(...this.point(run.s));
    range.setEnd(...this.point(run.e));
    CSS.highlights.set("coding-active", new Highlight(range));
  }

  // ---- near and far ---------------------------------------------------------------------------------------------------

  /** @param {IntersectionObserverEntry[]} seen */
  nearChanged(seen) {
    const came = [];
    for (const s of seen) {
      const u = this.unitOf.get(s.target);
      if (u === undefined) continue;
      if (s.isIntersecting) {
        this.near.add(u);
        came.push(u);
      } else if (this.near.delete(u)) this.clear(u);
    }
    this.paint(came);
  }

  /** @param {number} u */
  clear(u) {
    const unit = /** @type {Unit} */ (this.units[u]);
    if (unit.el.contains(document.activeElement)) return; // focus is never taken away
    unit.svg?.remove();
    unit.lane?.remove();
    unit.svg = unit.lane = null;
    unit.drawn.clear();
  }

  /** @param {boolean} [always] */
  resized(always = false) {
    const { width } = this.root.getBoundingClientRect();
    if (!always && width === this.width) return;
    this.width = width;
    this.metrics.clear();
    this.paint([...this.near]);
  }

  /** @param {import("./runs.js").RunIndex} index */
  use(index) {
    this.index = index;
    const deepest = index.byKey.size ? Math.max(0, ...[...index.byKey.values()].map(r => r.lane)) : 0;
    this.cols(deepest + 1);
    this.paint([...this.near]);
  }

  /** The width kept for brackets grows with the columns in use, and never shrinks under the reader. @param {number} n */
  cols(n) {
    const want = Math.max(3, Math.min(columns, n), this.columnsInUse);
    if (want === this.columnsInUse) return;
    this.columnsInUse = want;
    this.root.parentElement?.parentElement?.style.setProperty("--cols", String(want));
  }

  /** Brings a position into sight, with what is drawn about it. @param {number} o @param {ScrollLogicalPosition} [block] */
  reveal(o, block = "center") {
    const u = this.unitAt(o);
    const [node, at] = this.point(o);
    this.range.setStart(node, at);
    this.range.setEnd(node, Math.min(node.length, at + 1));
    const box = this.range.getBoundingClientRect();
    if (box.top < 72 || box.bottom > innerHeight - 72) {
      const y = block === "start" ? box.top - 80 : box.top - innerHeight / 2;
      scrollTo({ top: scrollY + y, behavior: "instant" });
    }
    if (!this.near.has(u)) {
      this.near.add(u);
      this.paint([u]);
    }
  }

  /** The first position in sight. */
  firstInSight() {
    const bar = 64;
    let low = 0, high = this.units.length - 1;
    // a unit that holds a speaker's name alone is hidden and has no place: the next one drawn answers for it
    const drawn = (/** @type {number} */ i) => {
      while (i < this.units.length - 1 && this.units[i]?.el.hidden) i++;
      return i;
    };
    while (low < high) {
      const middle = (low + high) >> 1, shown = drawn(middle);
      if (/** @type {Unit} */ (this.units[shown]).el.getBoundingClientRect().bottom > bar) high = middle;
      else low = Math.min(shown + 1, high);
    }
    const unit = this.units[drawn(low)];
    return unit ? this.text.block(unit.first).s : 0;
  }

  /** @param {string} key @returns {HTMLElement | null} */
  bracket(key) {
    const run = this.index?.byKey.get(key);
    return run ? this.units[run.a]?.drawn.get(key) ?? null : null;
  }

  /** @param {HTMLElement} to */
  moveStop(to) {
    if (this.stop && this.stop !== to) this.stop.tabIndex = -1;
    to.tabIndex = 0;
    this.stop = to;
  }

  // ---- painting: every measurement first, then every change -----------------------------------------------------------

  /** @param {Iterable<number>} units */
  paint(units) {
    if (!this.index) return;
    const jobs = [...units].map(u => this.measure(u));
    for (const job of jobs) this.draw(job);
    if (!this.stop?.isConnected) {
      const candidates = jobs.filter(j => j.pieces.some(p => p.head && p.col < columns));
      const inSight = candidates.find(j => j.top > 0) ?? candidates[0];
      const first = inSight && this.units[inSight.unit]?.lane?.querySelector("button.br");
      if (first) this.moveStop(/** @type {HTMLElement} */ (first));
    }
  }

  /** @param {number} s @param {number} e @param {number} u @param {DOMRect} box @returns {Line[]} */
  lines(s, e, u, box) {
    const unit = /** @type {Unit} */ (this.units[u]);
    /** @type {Line[]} */
    const found = [];
    const from = Math.max(unit.first, unit.first === unit.last ? unit.first : this.text.blockAt(s));
    for (let i = from; i <= unit.last; i++) {
      const b = this.text.block(i);
      if (b.s >= e) break;
      const a = Math.max(s, b.s) - b.s, z = Math.min(e, b.e) - b.s;
      if (z <= a) continue;
      const node = /** @type {Text} */ (this.nodes[i]);
      const { line, ratio } = this.metric(/** @type {HTMLElement} */ (node.parentElement));
      this.range.setStart(node, a);
      this.range.setEnd(node, z);
      for (const r of this.range.getClientRects()) {
        if (r.width === 0) continue;
        const centre = r.top + r.height / 2 - box.top, x = r.left - box.left, last = found.at(-1);
        // text of two directions gives several boxes on one line
        if (last && Math.abs(last.centre - centre) < 3 && x >= last.x - 1 && x <= last.r + 1) last.r = Math.max(last.r, r.right - box.left);
        else found.push({ x, r: r.right - box.left, centre, base: r.top + ratio * r.height - box.top, line });
      }
    }
    return found;
  }

  /** @param {HTMLElement} t */
  metric(t) {
    const key = `${t.tagName} ${t.parentElement?.className}`;
    let known = this.metrics.get(key);
    if (!known) {
      const style = getComputedStyle(t), context = document.createElement("canvas").getContext("2d");
      let ratio = .756;
      if (context) {
        context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
        const m = context.measureText("x");
        ratio = m.fontBoundingBoxAscent / (m.fontBoundingBoxAscent + m.fontBoundingBoxDescent);
      }
      this.metrics.set(key, known = { line: parseFloat(style.lineHeight) || 28, ratio });
    }
    return known;
  }

  /** @param {number} u @returns {Job} */
  measure(u) {
    const unit = /** @type {Unit} */ (this.units[u]), index = /** @type {import("./runs.js").RunIndex} */ (this.index);
    const box = unit.el.getBoundingClientRect();
    /** @type {Job} */
    const job = { unit: u, top: box.top, paths: [], wash: [], pieces: [], more: null, from: null, to: null, pages: [] };
    for (const run of index.ordered(u)) {
      const lines = this.lines(run.s, run.e, u, box);
      const first = lines[0], last = lines.at(-1);
      if (!first || !last) continue;
      const scale = first.line / 28, on = run.key === this.chosen?.key;
      if (run.level < levels || on) {
        const drop = /** @type {number} */ (offsets[Math.min(run.level, levels - 1)]) * scale;
        job.paths.push({ run, d: lines.map(l => `M${round(l.x)} ${round(l.base + drop)}H${round(l.r)}`).join("") });
      }
      const top = Math.min(...lines.map(l => l.centre - l.line / 2)), bottom = Math.max(...lines.map(l => l.centre + l.line / 2));
      const head = run.a === u, tail = run.z === u;
      // a run that goes on in another unit is drawn to this one's edge, so that its pieces meet
      const y = head ? top + 3.5 * scale : 0, end = tail ? bottom - 3.5 * scale : box.height;
      job.pieces.push({ run, y, h: Math.max(6, end - y), col: -1, dy: null, head, tail });
    }
    pack(job, box.height);
    const chosen = this.chosen;
    if (chosen) {
      const lines = this.lines(chosen.s, chosen.e, u, box);
      job.wash = lines.map(l => ({ x: l.x, y: l.centre - l.line / 2, w: l.r - l.x, h: l.line }));
      const first = lines[0], last = lines.at(-1), root = first ? this.root.getBoundingClientRect() : null;
      if (first && root && this.unitAt(chosen.s) === u) job.from = { x: first.x + box.left - root.left, y: first.centre - first.line / 2 + box.top - root.top };
      if (last && root && this.unitAt(Math.max(chosen.s, chosen.e - 1)) === u) job.to = { x: last.r + box.left - root.left, y: last.centre + last.line / 2 + box.top - root.top, line: last.line };
    }
    for (const p of unit.pages) {
      const [node, at] = this.point(p.s);
      this.range.setStart(node, at);
      this.range.setEnd(node, Math.min(node.length, at + 1));
      const r = this.range.getBoundingClientRect();
      job.pages.push(r.height ? r.top - box.top : 0);
    }
    return job;
  }

  /** @param {Job} job */
  draw(job) {
    const unit = /** @type {Unit} */ (this.units[job.unit]);
    if (job.paths.length || job.wash.length) {
      const made = svg("svg", { class: "paint", "aria-hidden": "true", focusable: "false" });
      for (const w of job.wash) made.append(svg("rect", { class: "wash", x: round(w.x), y: round(w.y), width: round(w.w), height: round(w.h) }));
      for (const { d, run } of job.paths) made.append(svg("path", { d, class: this.classOf(run), "data-for": run.key }));
      if (unit.svg) unit.svg.replaceWith(made);
      else unit.el.prepend(made);
      unit.svg = made;
    } else if (unit.svg) {
      unit.svg.remove();
      unit.svg = null;
    }
    unit.pages.forEach((p, k) => place(p.el, { y: job.pages[k] ?? 0 }));
    this.drawLane(unit, job);
    if (job.from) place(this.grips.start, { x: job.from.x, y: job.from.y });
    if (job.to) {
      place(this.grips.end, { x: job.to.x, y: job.to.y - job.to.line });
      this.end = { x: job.to.x, y: job.to.y };
    }
  }

  /** @param {Unit} unit @param {Job} job */
  drawLane(unit, job) {
    const shown = job.pieces.filter(p => p.col < columns);
    if (!shown.length && !job.more) {
      unit.lane?.remove();
      unit.lane = null;
      unit.drawn.clear();
      return;
    }
    this.cols(Math.max(0, ...shown.map(p => p.col)) + 1);
    if (!unit.lane) unit.el.append(unit.lane = el("div", { class: "lane" }));
    const kept = new Set();
    /** @type {Element | null} */
    let before = unit.lane.firstElementChild;
    for (const p of shown) {
      kept.add(p.run.key);
      let b = unit.drawn.get(p.run.key);
      const said = `${this.classOf(p.run)}|${p.dy !== null}|${this.look.code(p.run.code)?.name}|${this.wordsFor(p.run)}`;
      if (b && b.dataset.said !== said) {
        // what it says has changed: the element stays, so that focus does
        b.replaceChildren(...this.insides(p));
        b.dataset.said = said;
      }
      if (!b) {
        b = p.head ? el("button", { type: "button", class: "br", tabindex: "-1", "data-run": p.run.key }, ...this.insides(p)) : el("span", { class: "br", "aria-hidden": "true", "data-run": p.run.key });
        b.dataset.said = said;
        unit.drawn.set(p.run.key, b);
      }
      b.className = `br ${this.classOf(p.run)}${p.run.key === this.chosen?.key ? " on" : ""}${p.head ? "" : " from"}${p.tail ? "" : " to"}`;
      b.style.setProperty("--col", String(p.col));
      place(b, { y: p.y, h: p.h, dy: (p.dy ?? p.y) - p.y });
      // tab and reading order follow the text
      if (b !== before) unit.lane.insertBefore(b, before);
      else before = before.nextElementSibling;
    }
    for (const [key, b] of unit.drawn) {
      if (key !== "+" && !kept.has(key)) {
        b.remove();
        unit.drawn.delete(key);
      }
    }
    let more = unit.drawn.get("+");
    if (job.more) {
      if (!more) unit.drawn.set("+", more = el("button", { type: "button", class: "more", tabindex: "-1" }));
      const where = this.text.number(unit.first);
      more.replaceChildren(`+${job.more.n}`, el("span", { class: "vh" }, ` more in paragraph ${where}, list them all`));
      place(more, { y: job.more.y });
      unit.lane.append(more);
    } else if (more) {
      more.remove();
      unit.drawn.delete("+");
    }
  }

  /** @param {Run} run */
  classOf(run) {
    if (run.code === noteCode) return "noted";
    const colour = this.look.code(run.code)?.colour ?? 1;
    const suggested = run.items.every(c => c.suggested);
    return `${ink(colour)}${isSecond(colour) ? " d1" : ""}${suggested ? " sugg" : ""}${analysts(run).length > 1 ? " many" : ""}`;
  }

  /** Who, and where: what a bracket's name has beside its code. @param {Run} run */
  wordsFor(run) {
    const who = listed(analysts(run).map(this.look.analyst));
    const suggested = run.items.every(c => c.suggested) ? "suggestion" : "";
    const memo = run.code !== noteCode && run.items.some(c => c.memo) ? "with a memo" : "";
    return [`paragraph ${this.text.paragraphs(run)}`, memo, suggested || who, run.items.length > analysts(run).length ? `${run.items.length} codings` : ""].filter(Boolean).join(", ");
  }

  /** @param {Piece} p @returns {Node[]} */
  insides(p) {
    if (!p.head) return [];
    const code = this.look.code(p.run.code), several = analysts(p.run).length, isNote = p.run.code === noteCode;
    const name = isNote ? "Memo" : code?.name ?? "A code", after = isNote ? "" : `${several > 1 ? ` ×${several}` : ""}${p.run.items.every(c => c.suggested) ? "?" : ""}`;
    const said = el("span", { class: "vh" }, `${name}${after}, ${this.wordsFor(p.run)}`);
    if (p.dy === null) return [said];
    // what a label has no room for is the end of its name, never how many there are
    return [said, el("span", { class: "lb", "aria-hidden": "true", title: `${name}${after}` }, isNote ? icon("memo") : shape(code?.colour ?? 1), el("span", { class: "nm" }, name), after ? el("span", { class: "times" }, after) : null, !isNote && p.run.items.some(c => c.memo) ? icon("memo") : null)];
  }

  // ---- the pulled thread and the grips --------------------------------------------------------------------------------

  scrolled() {
    if (this.waiting || !this.chosen) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.drawPull();
    });
  }

  drawEnds() {
    const c = this.chosen;
    this.grips.start.hidden = !c || !this.near.has(this.unitAt(c.s));
    this.grips.end.hidden = !c || !this.near.has(this.unitAt(Math.max(c.s, c.e - 1)));
    if (!c) this.end = null;
    this.drawPull();
  }

  drawPull() {
    const knot = this.look.knot(), c = this.chosen, end = this.end;
    if (!knot || !c || !end || !this.near.has(this.unitAt(Math.max(c.s, c.e - 1)))) {
      this.pull.hidden = true;
      return;
    }
    const root = this.root.getBoundingClientRect(), k = knot.getBoundingClientRect();
    const line = root.top + end.y;
    const side = knot.closest(".side")?.getBoundingClientRect();
    const out = !side || line < 52 || line > innerHeight - 34 || k.top < side.top || k.bottom > side.bottom || side.left < root.right - 400;
    this.pull.hidden = out;
    if (out) return;
    const x = end.x, y = end.y - 1, knotX = k.left + k.width / 2 - root.left + .5, toY = k.top + k.height / 2 - root.top;
    // from below, it climbs on the panel's edge and turns in to the knot, clear of the panel's own line
    lay(this.pull, { x, y }, { x: knotX, y: toY }, side.left - root.left + 1);
  }

  // ---- paper ----------------------------------------------------------------------------------------------------------

  toPaper() {
    document.documentElement.classList.add("printing");
    this.metrics.clear();
    this.paint(this.units.keys());
  }

  fromPaper() {
    document.documentElement.classList.remove("printing");
    this.metrics.clear();
    for (const u of this.units.keys()) if (!this.near.has(u)) this.clear(u);
    this.paint([...this.near]);
    this.drawEnds();
  }

  dispose() {
    this.away.abort();
    this.observer.disconnect();
    this.sizes.disconnect();
    this.light(null);
  }
}

/**
 * Gives every piece of a unit its column and, where there is room, its label. Runs over several units keep the column they have;
 * the others take the lowest that is free on the lines they touch.
 * @param {Job} job @param {number} height
 */
function pack(job, height) {
  /** @type {{ y: number, z: number }[][]} */
  const taken = [];
  /** @param {number} col @param {Piece} p */
  const put = (col, p) => {
    p.col = col;
    (taken[col] ??= []).push({ y: p.y, z: p.y + p.h });
  };
  for (const p of job.pieces) if (p.run.lane >= 0) put(p.run.lane, p);
  for (const p of job.pieces) {
    if (p.col >= 0) continue;
    let col = 0;
    while (taken[col]?.some(t => t.y < p.y + p.h && t.z > p.y)) col++;
    put(col, p);
  }
  const labelled = job.pieces.filter(p => p.col < columns && p.head).sort((a, b) => a.y - b.y || a.col - b.col);
  let next = -2;
  for (const p of labelled) {
    const y = Math.max(p.y - 1, next);
    if (y + labelLine > height + 2) break;
    p.dy = y;
    next = y + labelLine;
  }
  const count = () => job.pieces.filter(p => p.col >= columns || (p.head && p.dy === null)).length;
  if (!count()) return;
  // "+n" stands under the last label; where there is no room for it, that label makes some
  if (next + labelLine > height + 2) {
    const last = labelled.findLast(p => p.dy !== null);
    if (last && last.dy !== null) {
      next = last.dy;
      last.dy = null;
    }
  }
  job.more = { n: count(), y: Math.max(0, next) };
}

/** @param {Run} run @returns {string[]} */
const analysts = run => [...new Set(run.items.filter(c => !c.suggested).map(c => c.by))];

/** @param {number} n */
const round = n => String(Math.round(n * 10) / 10);

/** @param {"start" | "end"} which */
function grip(which) {
  return el("div", { class: `grip ${which}`, "aria-hidden": "true", hidden: true, title: which === "start" ? "Drag to move where it starts" : "Drag to move where it ends" });
}

/** @param {import("./types.js").Block} b @param {import("./types.js").Turn | undefined} turn @param {string} kind */
function classOf(b, turn, kind) {
  switch (b.k) {
    case "heading": return `unit h l${Math.min(4, b.l ?? 1)}`;
    case "listItem": return `unit li l${Math.min(3, b.l ?? 1)}`;
    case "caption":
    case "footnote": return "unit small";
    default: return turn?.q ? "unit q" : kind === "transcript" && !turn ? "unit stage" : "unit";
  }
}

/** After the next frame has been painted. */
export const frame = () => new Promise(done => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done(undefined);
  port2.postMessage(null);
}));

