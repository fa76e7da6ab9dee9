import { Api, Refused, Unreachable } from "./api.js";
import { CodebookTree } from "./codebook.js";
import { count, el, firstName, icon, listed, place, shortened } from "./dom.js";
import { Inspector } from "./inspector.js";
import { control, Keys, letter, sign } from "./keys.js";
import { Picker } from "./picker.js";
import { noteCode } from "./runs.js";
import { Store } from "./store.js";
import { frame, Surface } from "./surface.js";
import { CodingsTable } from "./table.js";
import { SourceText } from "./text.js";

/** @typedef {import("./types.js").Coding} Coding */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./text.js").Step} Step */

const maxCodeName = 120;
const stepNames = { sentence: "Sentence", paragraph: "Paragraph", turn: "Turn" };

/** @typedef {{ project: string, source: string, analyst?: string, base?: string, address?: (source: string) => string }} Options
 *   ids; `base` is where the project's API stands, `address` where another source's coding page is (by default this page's own address with
 *   the id changed)
 */

/** @type {{ main: HTMLElement, of: string, opened: Promise<{ dispose: () => void, adopted: () => void }> } | null} */
let ahead = null;

/** The `<main>` that came with the document, while the page that takes it over waits for its text. @type {HTMLElement | null} */
let taken = null;

/** Whether the page was asked for before the document's own script came to it. */
let begun = false;

/** @param {Options} options */
const of = ({ project, source, analyst }) => `${project} ${source} ${analyst}`;

/**
 * Opens the page in the `<main class="bench">` that came with the document: the text need not wait for what draws the rest of it. `start` takes it over.
 * @param {HTMLElement} main @param {Options} options
 */
export function openAhead(main, options) {
  if (begun) {
    main.remove();
    return;
  }
  ahead = { main, of: of(options), opened: open(main, options, true) };
}

/**
 * Opens the coding page of one source in a place of the document, or takes over the one that was opened ahead of it, which stays where it is:
 * moving it would close what is open on it.
 * @param {HTMLElement} place @param {Options} options
 * @returns {Promise<{ stop: () => void }>} when the text can be read; `stop` before the place is left
 */
export async function start(place, options) {
  // the page was left while this file was on its way: there is nothing to listen to, and failing would end the next page too
  if (!place) return { stop: () => undefined };
  begun = true;
  const found = ahead;
  ahead = null;
  // asked for without a source, it is the text coded last: its own address leads to it again
  if (location.pathname === `/p/${options.project}/coding`) history.replaceState(history.state, "", `${location.pathname}/${options.source}`);
  const isOurs = found?.of === of(options) && found.main.isConnected;
  if (found && !isOurs) {
    void found.opened.then(page => page.dispose());
    found.main.remove();
  }
  const main = isOurs ? found.main : el("main", { id: "main", class: "bench" });
  if (isOurs) taken = main;
  else place.replaceChildren(main);
  const page = await (isOurs ? found.opened : open(main, options));
  taken = null;
  // the bar's own buttons have come meanwhile
  if (isOurs) page.adopted();
  return {
    stop: () => {
      page.dispose();
      main.remove();
    },
  };
}

/** The page was left before it was taken over: what was opened ahead goes too. One that is being taken over is not seen beside the next page; `stop` ends it. */
export function forsake() {
  begun = true;
  taken?.remove();
  taken = null;
  const found = ahead;
  ahead = null;
  if (!found) return;
  found.main.remove();
  void found.opened.then(page => page.dispose());
}

/**
 * @param {HTMLElement} root @param {Options} options
 * @param {boolean} [isAhead] then a source that is not there leaves nothing behind: whoever draws the rest says so
 */
async function open(root, { project, source, analyst = "", base = `/api/projects/${project}`, address }, isAhead = false) {
  const api = new Api(base, analyst);
  const away = new AbortController();
  /** @type {CodingPage | null} */
  let page = null;
  const load = async () => {
    root.setAttribute("aria-busy", "true");
    try {
      const codebook = api.get("codebook");
      // awaited later; a failure before that must not count as unhandled
      codebook.catch(() => undefined);
      /** @type {import("./types.js").TextAnswer} */
      const text = await api.get(`sources/${source}/text`);
      // left meanwhile: nothing here may listen any more
      if (away.signal.aborted || !root.isConnected) return;
      // not before: on two cores the reading of many codings keeps the text from its reader
      const codings = api.get(`sources/${source}/codings`);
      codings.catch(() => undefined);
      if (!text.blocks.length) throw new Refused("It has no text. Open the source's own page to see what was imported.", 200);
      page = new CodingPage(root, api, text, analyst, address ?? (id => location.pathname.replace(source, id)));
      await page.open(codebook, codings);
    } catch (e) {
      if (!(e instanceof Refused || e instanceof Unreachable)) throw e;
      page?.dispose();
      page = null;
      if (isAhead && e instanceof Refused && e.status === 404) {
        root.remove();
        return;
      }
      const again = el("button", { type: "button", class: "btn", onclick: () => void load() }, "Try again");
      root.replaceChildren(el("div", { class: "page", role: "alert" }, el("p", { class: "note" }, el("b", {}, "This source could not be opened. "), e instanceof Refused ? e.message : "The server did not answer. Nothing was changed."), el("p", {}, again)));
    } finally {
      root.removeAttribute("aria-busy");
    }
  };
  away.signal.addEventListener("abort", () => page?.dispose());
  await load();
  return { dispose: () => away.abort(), adopted: () => void page?.askUndo() };
}

class CodingPage {
  /**
   * @param {HTMLElement} root @param {Api} api @param {import("./types.js").TextAnswer} answer @param {string} analyst
   * @param {(source: string) => string} address
   */
  constructor(root, api, answer, analyst, address) {
    this.root = root;
    this.api = api;
    this.answer = answer;
    this.source = answer.source;
    this.away = new AbortController();
    /** @type {Element | null} says what was shown when the project was left, until that is changed */
    this.leftNote = null;
    this.shownKey = `throughline-shown ${api.base} ${analyst}`;
    this.text = new SourceText(answer);
    /** @type {import("./types.js").Selected | null} */
    this.selected = null;
    this.place = -1;
    this.turning = false;
    /** How often a memo was written or removed here. */
    this.memoTurns = 0;
    /** @type {Step | null} the size of the last step made by key */
    this.stepped = null;
    /** @type {string[]} codes last put on a passage */
    this.last = [];
    /** @type {(() => void)[]} what needs the codebook and was asked for before it had come */
    this.untilRead = [];
    /** @type {{ undo: string | null, redo: string | null }} */
    this.undoable = { undo: null, redo: null };
    /** @type {{ id: string, s: number, e: number } | null} a coding while one of its ends is dragged */
    this.held = null;

    this.transcript = el("div", { class: "transcript", tabindex: "-1", role: "region", "aria-label": "Text" });
    this.live = el("div", { class: "vh", role: "status", "aria-live": "polite" });
    this.alerts = el("div", { class: "alerts" });
    this.waiting = el("div", { role: "status" });
    this.surface = new Surface(this.transcript, this.text, this.source.kind, {
      code: id => this.store.codes.get(id),
      analyst: id => this.store.analystName(id),
      knot: () => this.inspector.knot(),
    }, {
      selected: span => {
        const snapped = this.text.snapped(span);
        this.select(snapped, { native: false, coding: this.ownOn(snapped) });
      },
      clicked: o => this.clicked(o),
      picked: run => this.pick(run),
      listed: unit => this.table.open(/** @type {import("./surface.js").Unit} */ (this.surface.units[unit])),
      gutter: (step, o) => {
        const span = this.text.at(step, o);
        this.select(span, { step, coding: span && this.ownOn(span) });
      },
      dragged: (end, o, done) => this.dragged(end, o, done),
    });
    /** @type {Store} */
    this.store = new Store(api, this.source.id, answer, this.surface.units.length, o => this.surface.unitAt(o), analyst, {
      painted: units => this.painted(units),
      reindexed: () => this.reindexed(),
      codebook: () => this.codebookChanged(),
      confirmed: (entry, got) => this.confirmed(entry, got),
      refused: (entry, reason) => this.refused(entry, reason),
      connection: () => this.drawConnection(),
    });
    this.tree = new CodebookTree(this.store, {
      chosen: codes => this.chosen(codes),
      make: name => this.selected ? this.apply([], name) : this.makeCode(name),
      only: code => this.showOnly(code),
    });
    this.inspector = new Inspector(this.store, this.source, {
      command: id => this.keys.run(id),
      choose: c => this.choose(c),
      remove: c => this.remove([c]),
      accept: c => this.accept([c]),
      dismiss: c => this.dismiss([c]),
      saveMemo: (on, text, memo) => this.saveMemo(on, text, memo),
      removeMemo: (on, memo) => this.removeMemo(on, memo),
      finish: finished => void this.finish(finished),
    });
    this.draftsKey = `throughline-drafts ${api.base} ${this.source.id} ${analyst}`;
    this.takeDrafts();
    this.picker = new Picker();
    this.table = new CodingsTable(this.store, this.text, { open: c => this.choose(c), remove: c => c.suggested ? this.dismiss([c]) : this.remove([c]) });
    this.whose = el("div", { class: "whose", popover: "auto" });
    this.whoseButton = el("button", { type: "button", class: "tool", "aria-haspopup": "true", hidden: true, onclick: () => this.openWhose() }, icon("people"), "Whose");
    this.keys = new Keys(this.commands(), this.away.signal);
    this.build(address);
  }

  /** @param {(source: string) => string} address */
  build(address) {
    const { source, answer } = this;
    const about = [...source.about.split(" · ").filter(Boolean), `revision ${source.revision.number}`].join(" · ");
    const other = (/** @type {import("./types.js").SourceLink | null} */ to, /** @type {string} */ picture, /** @type {string} */ word) =>
      to ? el("a", { class: "tool", href: address(to.id), title: to.title, "aria-label": `${word}: ${to.title}` }, icon(picture)) : null;
    const reader = el("article", { class: "reader", "aria-labelledby": "src" }, el("div", { class: "reader-in" },
      el("header", { class: "src" },
        el("h1", { id: "src" }, source.title),
        el("div", { class: "acts" }, this.whoseButton, el("button", { type: "button", class: "tool", onclick: () => this.table.open(null) }, icon("list"), "List"), other(answer.previous, "left", "Earlier source"), other(answer.next, "right", "Next source")),
        el("p", { class: "eyebrow" }, about)),
      this.transcript));
    const notices = el("div", { class: "notices" }, this.alerts, this.waiting);
    this.root.replaceChildren(this.tree.root, reader, this.inspector.root, this.keys.line, notices, this.live, this.picker.root, this.whose, this.table.dialog, this.keys.dialog);
    if (!source.isNewest) this.notice("status", "A corrected text has taken this one's place. ", "What you code here would be refused; open the newest revision from the source's page.");
  }

  /** @param {Promise<import("./types.js").CodebookAnswer>} codebook @param {Promise<import("./types.js").CodingsAnswer>} codings */
  async open(codebook, codings) {
    const { signal } = this.away;
    await this.surface.show();
    // the text is read before anything is drawn on it
    await frame();
    const [codes, all] = await Promise.all([codebook, codings]);
    this.store.takeCodebook(codes);
    this.store.takeAll(all);
    this.show();
    this.showAsLeft();
    this.sayDrafts();
    this.toPlace();
    this.ready = true;
    this.store.isRead = true;
    this.root.dataset.ready = "";
    // what was typed while the codebook was on its way is looked for in it now
    this.tree.arrived();
    this.picker.arrived(this.usable());
    for (const act of this.untilRead.splice(0)) act();
    if (this.store.outbox.entries.length) this.store.outbox.retry();
    this.hear();
    document.addEventListener("visibilitychange", () => this.hear(), { signal });
    void this.askUndo();
    addEventListener("scroll", () => this.scrolled(), { passive: true, signal });
    addEventListener("online", () => this.store.outbox.retry(), { signal });
    addEventListener("hashchange", () => this.toPlace(), { signal });
    addEventListener("beforeunload", e => {
      if (this.isUnkept) e.preventDefault();
    }, { signal });
    // a link within the workbench is no unloading, and nobody would be asked: while something is unkept it is made one
    document.addEventListener("click", e => {
      const link = e.target instanceof Element ? e.target.closest("a[href]") : null;
      if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download") || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
      if (link.origin !== location.origin || link.pathname === location.pathname || !this.isUnkept) return;
      e.preventDefault();
      e.stopImmediatePropagation();
      location.assign(link.href);
    }, { capture: true, signal });
    addEventListener("pagehide", () => {
      this.keepPlace(true);
      this.store.outbox.keepNow();
      this.keepDrafts();
    }, { signal });
    addEventListener("resize", () => this.surface.drawPull(), { signal });
    document.addEventListener("click", e => {
      const command = e.target instanceof Element ? e.target.closest("[data-command]")?.getAttribute("data-command") : null;
      if (command && command !== "theme") this.keys.run(command);
    }, { signal });
    this.inspector.root.addEventListener("scroll", () => this.surface.drawPull(), { passive: true, signal });
    // another analyst takes over: where this one stopped is sent now, while requests still go out in this one's name
    document.addEventListener("change", e => {
      if (e.target instanceof Element && e.target.matches(".choose-analyst")) this.keepPlace(true);
    }, { capture: true, signal });
    // the panel's own parts grow and shrink (a memo is opened, codes wrap): the line follows its knot
    const grown = new ResizeObserver(() => this.surface.drawPull());
    for (const part of [this.inspector.passage, this.inspector.memo]) grown.observe(part);
    signal.addEventListener("abort", () => grown.disconnect());
    await document.fonts.ready;
    this.surface.resized(true);
  }

  /** Whether something written here is neither kept nor given up: a memo being typed, or a change the server has not answered for. */
  get isUnkept() {
    return this.store.outbox.entries.length > 0 || this.inspector.hasDrafts;
  }

  /** To the passage a link names ("#c120" by where it starts, "#at=120-180", "#coding=…", "#p14"), else to where reading stopped. */
  toPlace() {
    const link = /^#(at|coding|c|p)=?([\w-]+)$/.exec(location.hash);
    const [, kind, value = ""] = link ?? [];
    const c = kind === "coding" ? this.store.codings.get(value) : undefined;
    const at = kind === "at" ? /^(\d+)-(\d+)$/.exec(value) : null;
    if (c) this.choose(c);
    else if (kind === "c") this.toStart(Number(value));
    else if (at && Number(at[1]) < Number(at[2]) && Number(at[2]) <= this.text.text.length) {
      const span = { s: Number(at[1]), e: Number(at[2]) };
      this.select(span, { reveal: true, coding: this.ownOn(span) });
    }
    else if (kind === "p") {
      const i = this.text.blocks.findIndex((_, k) => this.text.number(k) === value);
      if (i >= 0) this.surface.reveal(this.text.block(i).s, "start");
    } else if (!link && !this.ready && this.answer.lastPosition) this.surface.reveal(Math.min(this.answer.lastPosition, this.text.text.length - 1), "start");
  }

  /** To the coding that starts there, one's own first; to the sentence where none is shown. @param {number} start */
  toStart(start) {
    if (!(start >= 0 && start < this.text.text.length)) return;
    const there = [...this.store.codings.values()].filter(c => c.s === start && this.store.isShown(c)).sort((a, b) => Number(this.store.isMine(b)) - Number(this.store.isMine(a)) || a.e - b.e)[0];
    const noted = [...this.store.notes.values()].find(n => n.s === start);
    if (there) this.choose(there);
    else this.select(noted ?? this.text.at("sentence", start), { reveal: true });
  }

  // ---- selecting ------------------------------------------------------------------------------------------------------

  /**
   * @param {Span | null} span
   * @param {{ coding?: string | null, native?: boolean, reveal?: boolean, step?: Step | null, quiet?: boolean, changed?: Iterable<number> }} [how]
   *   `changed` are units to paint as well
   */
  select(span, { coding = null, native = true, reveal = false, step = null, quiet = false, changed = [] } = {}) {
    if (span && span.e <= span.s) return;
    this.stepped = step;
    this.selected = span && { s: span.s, e: span.e, coding, words: this.text.wordCount(span) };
    if (span) this.place = span.s;
    if (span && reveal) this.surface.reveal(span.s);
    this.surface.choose(span, this.chosenKey(), native, changed);
    this.soon(true);
    void this.askMemos();
    if (quiet || !span || !this.selected) return;
    const c = coding ? this.store.codings.get(coding) : null;
    const what = c ? `${this.codeName(c.code)}, ${c.suggested ? "suggestion" : this.store.analystName(c.by)}` : `${step ? stepNames[step] : "Passage"} selected`;
    this.say(`${what}, paragraph ${this.text.paragraphs(span)}, ${count(this.selected.words, "word")}: ${shortened(this.text.slice(span), 120)}`);
  }

  /** The coding of one's own that is exactly these words: selecting them again means it. @param {Span} span @returns {string | null} */
  ownOn(span) {
    return this.store.on(span).find(c => c.s === span.s && c.e === span.e && c.by === this.store.me && !c.suggested)?.id ?? null;
  }

  /** @param {string | null | undefined} coding */
  keyOf(coding) {
    return coding ? this.store.index.byCoding.get(coding)?.key ?? null : null;
  }

  /** The run that is chosen: the coding's, or that of the memo on these words. */
  chosenKey() {
    const now = this.selected;
    return now && this.keyOf(now.coding ?? this.store.notesOn(now)[0]?.id);
  }

  /** @param {Coding} c @param {boolean} [reveal] */
  choose(c, reveal = true) {
    if (c.code === noteCode) return this.select({ s: c.s, e: c.e }, { reveal });
    this.select({ s: c.s, e: c.e }, { coding: c.id, reveal });
  }

  /** @param {import("./types.js").Run} run */
  pick(run) {
    const mine = run.items.filter(c => this.store.isMine(c)), c = mine[0] ?? run.items[0];
    if (!c) return;
    this.choose(c, false);
    if (run.code === noteCode) return;
    if (run.items.length > 1) this.say(`${count(run.items.length, "coding")} here, ${listed(run.items.map(x => this.store.analystName(x.by)))}. ${c.by === this.store.me ? "Yours" : firstName(this.store.analystName(c.by))} is chosen; the others are beside the text.`);
  }

  /** A click in the text: the shortest coding there, or nothing. @param {number} o */
  clicked(o) {
    this.place = o;
    /** @type {import("./types.js").Run | null} */
    let best = null;
    for (const run of this.store.index.unit(this.surface.unitAt(o))) {
      if (run.s > o || o >= run.e) continue;
      const less = best ? run.e - run.s - (best.e - best.s) : -1;
      if (less < 0 || (less === 0 && best?.code === noteCode)) best = run;
    }
    if (best) this.pick(best);
    else if (this.selected) this.select(null, { native: false });
    this.place = o;
  }

  /** @param {Step} step @param {boolean} extend */
  step(step, extend) {
    const now = this.selected, from = now?.s ?? (this.place >= 0 ? this.place : this.surface.firstInSight());
    let span = this.text.at(step, from);
    if (now && extend) {
      const next = this.text.after(step, now.e);
      span = next && { s: now.s, e: next.e };
    } else if (now && (this.stepped === step || (span && span.s === now.s && span.e === now.e))) {
      span = this.text.after(step, now.e);
    }
    if (!span) return this.say(`There is no further ${step}.`);
    this.select(span, { step, reveal: true, coding: this.ownOn(span) });
    this.surface.reveal(span.e - 1);
  }

  /** On or back by the size last used. @param {1 | -1} way @param {boolean} extend */
  walk(way, extend) {
    const step = this.stepped ?? "sentence", now = this.selected;
    if (!now) return this.step(step, false);
    if (way > 0) {
      const next = this.text.after(step, now.e);
      if (!next) return this.say(`There is no further ${step}.`);
      const to = extend ? { s: now.s, e: next.e } : next;
      this.select(to, { step, reveal: true, coding: this.ownOn(to) });
    } else if (extend) {
      const last = this.text.before(step, now.e), before = last && this.text.before(step, last.s);
      if (!before || before.e <= now.s) return this.say(`This is one ${step} already.`);
      const to = { s: now.s, e: before.e };
      this.select(to, { step, coding: this.ownOn(to) });
    } else {
      const before = this.text.before(step, now.s);
      if (!before) return this.say(`There is no earlier ${step}.`);
      this.select(before, { step, reveal: true, coding: this.ownOn(before) });
    }
  }

  /** @param {1 | -1} way */
  nextCoding(way) {
    const now = this.selected, key = this.chosenKey();
    const from = key ? this.store.index.byKey.get(key) : null;
    const o = now ? now.s : this.place >= 0 ? this.place : this.surface.firstInSight();
    const run = this.store.index.step(from ?? { s: o, e: now?.e ?? (way > 0 ? Infinity : -1) }, way);
    if (!run) return this.say(way > 0 ? "That was the last coding." : "That was the first coding.");
    const focused = document.activeElement?.matches(".br");
    const c = run.items.find(x => this.store.isMine(x)) ?? run.items[0];
    if (c) this.choose(c);
    if (focused) {
      const b = this.surface.bracket(run.key);
      if (b) b.focus({ preventScroll: true });
      else this.transcript.focus({ preventScroll: true });
    }
  }

  // ---- coding ---------------------------------------------------------------------------------------------------------

  openPicker(typed = "", wrong = "") {
    const now = this.selected;
    if (!now) return this.say("Select words first.");
    this.picker.open({
      title: "Code for this passage", beside: this.besideSelection(), codes: this.store.isRead ? this.usable() : null, first: this.last, several: true, typed, wrong,
      taken: (ids, make) => this.apply(ids, make),
    });
  }

  openChange() {
    const c = this.chosenMine("change its code");
    if (!c) return;
    this.picker.open({
      title: `Another code for ‘${this.codeName(c.code)}’`, beside: this.besideSelection(), codes: this.usable().filter(x => x.id !== c.code), first: this.last, several: false,
      taken: ([id], make) => {
        const to = id ?? (make ? this.store.makeCode(make, false).id : null);
        if (!to) return;
        const from = this.codeName(c.code);
        this.store.change(c, { code: to });
        this.last = [to];
        this.select(this.selected, { coding: c.id, quiet: true });
        this.say(`Changed from ‘${from}’ to ‘${this.codeName(to)}’${c.memo ? "; its memo stays" : ""}.`);
      },
    });
  }

  usable() {
    return [...this.store.codes.values()].filter(c => !c.isGroup && !c.retired).sort((a, b) => a.order - b.order);
  }

  besideSelection() {
    const end = this.surface.end, box = this.transcript.getBoundingClientRect();
    return end ? new DOMRect(box.left + Math.min(end.x, 400), box.top + end.y - 28, 1, 28) : new DOMRect(box.left + 60, 100, 1, 28);
  }

  /** Puts codes on the selected passage. @param {string[]} ids @param {string | null} make the name of a new one @param {boolean} [inVivo] */
  apply(ids, make = null, inVivo = false) {
    const now = this.selected;
    if (!now) return this.say("Select words first.");
    const wanted = [...ids];
    if (make) {
      const code = this.makeCode(make, inVivo, true);
      if (!code) return;
      wanted.push(code.id);
    }
    /** @type {Coding[]} */
    let made = [];
    const changed = this.unpainted(() => { made = this.store.add(now, wanted); }), newest = made.at(-1);
    this.last = wanted;
    const names = listed(wanted.map(id => `‘${this.codeName(id)}’`));
    this.select(now, { coding: newest?.id ?? now.coding, native: false, step: this.stepped, quiet: true, changed });
    this.say(newest ? `Coded ${names}, paragraph ${this.text.paragraphs(now)}.` : `${names} is there already.`);
  }

  /** @param {string} name @param {boolean} [inVivo] @param {boolean} [quiet] */
  makeCode(name, inVivo = false, quiet = false) {
    const last = name.split(">").at(-1)?.trim() ?? "";
    if (last.length > maxCodeName) {
      this.alert(`A code name has at most ${maxCodeName} characters; this has ${last.length}. ${inVivo ? "Select fewer words." : "Make it shorter."}`);
      return null;
    }
    const same = [...this.store.codes.values()].find(c => !c.isGroup && (c.path === name || c.name.toLowerCase() === name.toLowerCase()));
    if (same) return same;
    const code = this.store.makeCode(name, inVivo);
    if (!quiet) this.say(`Made ‘${code.name}’.`);
    return code;
  }

  inVivo() {
    const now = this.selected;
    if (!now) return this.say("Select words first.");
    if (!this.store.isRead) {
      this.untilRead.push(() => this.inVivo());
      return;
    }
    const words = this.text.slice(now).replace(/\s+/g, " ").trim().replace(/[.,;:]$/, "");
    this.apply([], words.replaceAll(">", "›"), true);
  }

  again() {
    const known = this.last.filter(id => this.store.codes.has(id));
    if (!known.length) return this.say("No code has been used yet.");
    this.apply(known);
  }

  /** Codes chosen in the codebook: put on the passage when there is one, else shown alone. @param {string[]} codes */
  chosen(codes) {
    if (this.selected) this.apply(codes);
    else this.showOnly(codes.length === 1 && this.store.only !== codes[0] ? codes[0] ?? null : null);
  }

  /** The chosen coding, if this analyst may change it. @param {string} what */
  chosenMine(what) {
    const c = this.selected?.coding ? this.store.codings.get(this.selected.coding) : undefined;
    if (!c) {
      this.say("Choose a coding first.");
      return null;
    }
    if (!this.store.isMine(c)) {
      this.alert(`This coding is ${this.store.analystName(c.by)}’s; only ${firstName(this.store.analystName(c.by))} can ${what}. Put your own code on the passage instead.`);
      return null;
    }
    return c;
  }

  /** @param {"start" | "end"} which @param {"word" | "sentence"} size @param {1 | -1} way */
  moveEnd(which, size, way) {
    const now = this.selected;
    if (!now) return this.say("Select words first.");
    const { text } = this;
    let { s, e } = now;
    if (which === "end" && size === "word") e = way > 0 ? text.wordEndAfter(e) : text.wordEndBefore(e);
    else if (which === "end") e = (way > 0 ? text.at("sentence", e)?.e : text.before("sentence", e - 1)?.e) ?? e;
    else if (size === "word") s = way > 0 ? text.wordStartAfter(s) : text.wordStartBefore(s);
    else s = (way > 0 ? text.after("sentence", s + 1)?.s : text.before("sentence", s)?.s) ?? s;
    this.resize({ s, e });
    this.surface.reveal(which === "end" ? e - 1 : s);
  }

  /** @param {Span} to */
  resize(to) {
    const now = this.selected;
    if (!now || to.e <= to.s || (to.s === now.s && to.e === now.e)) return;
    const step = this.stepped;
    let changed = new Set();
    if (now.coding) {
      const c = this.chosenMine("move its ends");
      if (!c) return;
      changed = this.unpainted(() => this.store.change(c, { ...(to.s !== c.s ? { s: to.s } : {}), ...(to.e !== c.e ? { e: to.e } : {}) }));
    }
    this.select(to, { coding: now.coding, step, quiet: true, changed });
    const moved = this.text.slice(to);
    this.say(`${now.coding ? "Moved" : "Selected"}: ${count(this.selected?.words ?? 0, "word")}, from ‘${shortened(moved, 24)}’ to ‘${moved.replace(/\s+/g, " ").slice(-24)}’`);
  }

  /** @param {"start" | "end"} end @param {number} o @param {boolean} done */
  dragged(end, o, done) {
    const now = this.selected;
    if (!now) return;
    const c = now.coding ? this.store.codings.get(now.coding) : undefined;
    if (c && !this.store.isMine(c)) {
      if (done) this.chosenMine("move its ends");
      return;
    }
    this.held ??= c ? { id: c.id, s: c.s, e: c.e } : null;
    const to = this.text.snapped(end === "start" ? { s: Math.min(o, now.e - 1), e: now.e } : { s: now.s, e: Math.max(o, now.s + 1) });
    if (!done) {
      this.selected = { ...now, ...to, words: this.text.wordCount(to) };
      this.surface.choose(to, this.keyOf(now.coding), true);
      this.show();
      return;
    }
    const was = this.held;
    this.held = null;
    if (was) this.selected = { ...now, s: was.s, e: was.e };
    this.resize(to);
    if (!was) this.select(to, {});
  }

  /** @param {Coding[]} codings */
  remove(codings) {
    if (!codings.length) return;
    const gone = new Set(codings.map(c => c.id));
    this.store.remove(codings);
    const now = this.selected;
    if (now?.coding && gone.has(now.coding)) this.select(now, { coding: null, native: false, quiet: true });
    this.say(`Removed ${listed(codings.map(c => `‘${this.codeName(c.code)}’`))} from paragraph ${this.text.paragraphs(/** @type {Coding} */ (codings[0]))}. Ctrl+Z brings it back.`);
  }

  removeChosen() {
    const c = this.chosenMine("remove it");
    if (!c) return;
    if (c.suggested) this.dismiss([c]);
    else this.remove([c]);
  }

  /** Suggestions on the passage; the chosen one when it is one. */
  suggestions() {
    const now = this.selected;
    if (!now) return [];
    const chosen = now.coding ? this.store.codings.get(now.coding) : undefined;
    return chosen?.suggested ? [chosen] : chosen ? [] : this.store.on(now).filter(c => c.suggested);
  }

  /** @param {Coding[]} found */
  accept(found) {
    if (!found.length) return;
    this.store.accept(found);
    this.say(`Accepted ${listed(found.map(c => `‘${this.codeName(c.code)}’`))}.`);
    this.show();
  }

  /** @param {Coding[]} found */
  dismiss(found) {
    if (!found.length) return;
    this.store.dismiss(found);
    const now = this.selected;
    if (now?.coding && found.some(c => c.id === now.coding)) this.select(now, { coding: null, native: false, quiet: true });
    this.say(`Dismissed ${listed(found.map(c => `‘${this.codeName(c.code)}’`))}.`);
  }

  // ---- undo -----------------------------------------------------------------------------------------------------------

  /** @param {"undo" | "redo"} way */
  async turnBack(way) {
    if (way === "undo") {
      const unsent = this.store.takeBack();
      if (unsent) {
        this.show();
        return this.say("Taken back before it was sent.");
      }
    }
    try {
      /** @type {{ did: string, source: string | null, seq: number }} */
      const done = await this.store.outbox.between(async () => {
        // what is to be taken back has not left yet
        if (this.store.outbox.isStuck) throw new Unreachable("Changes wait to be sent.");
        // what is turned back may be the very coding whose thread was about to be asked for
        this.turning = true;
        this.leaveThread();
        return this.api.send("POST", way, {});
      });
      this.say(`${way === "undo" ? "Undone" : "Done again"}: ${done.did}`);
      await this.store.refresh();
      if (this.selected?.coding && !this.store.codings.has(this.selected.coding)) this.select(this.selected, { coding: null, native: false, quiet: true });
      void this.askMemos(true);
      void this.askUndo();
    } catch (e) {
      this.failed(e, way === "undo" ? "undone" : "done again");
    } finally {
      this.turning = false;
      this.askThread();
    }
  }

  async askUndo() {
    try {
      this.undoable = await this.api.get("undo");
    } catch (e) {
      if (!(e instanceof Refused || e instanceof Unreachable)) throw e;
      return; // the button then says what it said before
    }
    for (const way of /** @type {const} */ (["undo", "redo"])) {
      for (const button of document.querySelectorAll(`[data-command="${way}"]`)) {
        button.setAttribute("title", this.undoable[way] ? `${way === "undo" ? "Undo" : "Redo"}: ${this.undoable[way]}` : `Nothing to ${way}`);
        button.setAttribute("aria-disabled", String(!this.undoable[way]));
      }
    }
  }

  // ---- memos and the thread -------------------------------------------------------------------------------------------

  /** What memos are shown for what is selected, the first being where a new one goes: the coding, the very words, or the source where nothing is selected. @returns {import("./inspector.js").About[]} */
  memosOn() {
    const now = this.selected;
    if (!now) return [{ on: `source:${this.source.id}`, of: "on this source" }];
    const words = `words:${this.source.revision.id}:${now.s}-${now.e}`;
    const found = this.store.notesOn(now).map(n => ({ on: `excerpt:${n.id}`, of: "on these words" }));
    // what was begun on the words before they were coded stays in sight
    if ((!now.coding && !found.length) || this.inspector.drafts.has(words)) found.push({ on: words, of: "on these words" });
    if (now.coding && this.store.codings.has(now.coding)) found.unshift({ on: `coding:${now.coding}`, of: "" });
    return found;
  }

  /** The words a memo is on, if it is on words of the text as it is now. @param {string} on @returns {Span | null} */
  wordsOf(on) {
    const [kind, revision, span] = on.split(":"), [s, e] = (span ?? "").split("-").map(Number);
    if (kind === "excerpt") return this.store.notes.get(revision ?? "") ?? null;
    return kind === "words" && revision === this.source.revision.id && s !== undefined && e !== undefined ? { s, e } : null;
  }

  async askMemos(again = false) {
    await Promise.all(this.memosOn().map(x => this.askMemosOn(x.on, again)));
  }

  /** @param {string} on @param {boolean} again */
  async askMemosOn(on, again) {
    if (on.startsWith("words:")) return this.inspector.takeMemos(on, []);
    const c = on.startsWith("coding:") ? this.store.codings.get(on.slice(7)) : undefined;
    if (c && !c.memo) return this.inspector.takeMemos(on, []);
    if (!again && this.inspector.memos.has(on) && !this.unread.has(on)) return;
    try {
      for (let turn = -1; turn !== this.memoTurns;) {
        if (this.store.outbox.entries.some(x => x.back?.on === on)) return; // what is on its way is shown already
        turn = this.memoTurns;
        const found = await this.api.get(`memos?on=${on}`);
        // a memo written or removed meanwhile is newer than the answer
        if (turn !== this.memoTurns) continue;
        this.unread.delete(on);
        this.inspector.takeMemos(on, found);
      }
    } catch (e) {
      if (!(e instanceof Refused || e instanceof Unreachable)) throw e;
      // one can write all the same; it is asked for again when it is shown again
      if (!this.inspector.memos.has(on)) {
        this.unread.add(on);
        this.inspector.takeMemos(on, []);
      }
    }
    this.surface.drawPull();
  }

  /** @param {string} on @param {string} text @param {import("./types.js").Memo | null} memo */
  saveMemo(on, text, memo) {
    this.memoTurns++;
    if (!this.inspector.hasDrafts) this.draftNote?.remove();
    const me = this.store.me, words = on.startsWith("words:") ? this.wordsOf(on) : null;
    const id = words ? this.store.saveMemoOnWords(words, text) : this.store.saveMemo(on, text, memo);
    if (words) on = `excerpt:${id}`;
    const kept = (this.inspector.memos.get(on) ?? []).filter(m => m.id !== id);
    this.inspector.takeMemos(on, [...kept, { id, text, by: me, byName: this.store.analystName(me), at: new Date().toISOString() }]);
    this.say("Memo kept.");
  }

  /** @param {string} on @param {import("./types.js").Memo} memo */
  removeMemo(on, memo) {
    this.memoTurns++;
    const left = (this.inspector.memos.get(on) ?? []).filter(m => m.id !== memo.id);
    this.store.removeMemo(on, memo, left.length > 0);
    this.inspector.takeMemos(on, left);
    this.soon();
    this.say("Memo removed. Ctrl+Z brings it back.");
  }

  /** What was being written when this text was left by the browser's own way back, which asks nobody. */
  takeDrafts() {
    try {
      for (const [on, text] of JSON.parse(sessionStorage.getItem(this.draftsKey) ?? "[]")) this.inspector.drafts.set(on, text);
    } catch {
      // nothing readable was kept
    }
  }

  /** Keeps what is being written in this tab, for whoever comes back to this text as the same analyst. */
  keepDrafts() {
    try {
      if (this.inspector.hasDrafts) sessionStorage.setItem(this.draftsKey, JSON.stringify([...this.inspector.drafts]));
      else sessionStorage.removeItem(this.draftsKey);
    } catch {
      // storage is switched off or full: leaving by a link asks
    }
  }

  /** Says that a memo was left unfinished, and leads to it: it may be on a passage that is not in sight. */
  sayDrafts() {
    const { drafts } = this.inspector, source = `source:${this.source.id}`;
    for (const [on, text] of drafts) {
      if (on === source || (on.startsWith("coding:") ? this.store.codings.has(on.slice(7)) : this.wordsOf(on))) continue;
      // its coding was taken away meanwhile, or the text was corrected: what was written stays, on the source
      drafts.delete(on);
      drafts.set(source, drafts.has(source) ? `${drafts.get(source)}\n\n${text}` : text);
    }
    if (!drafts.size) return;
    const go = el("button", { type: "button", class: "btn bare", onclick: () => {
      const here = this.memosOn()[0]?.on;
      const on = [...drafts.keys()].find(x => x !== here) ?? here ?? source;
      const c = on.startsWith("coding:") ? this.store.codings.get(on.slice(7)) : undefined, words = this.wordsOf(on);
      if (c) this.choose(c);
      else this.select(words, { native: false, reveal: true });
      if (drafts.size < 2) this.draftNote?.remove();
      // what is drawn beside the text follows what is selected
      this.show();
      this.inspector.write(on);
    } }, "Go on writing");
    this.notice("status", drafts.size === 1 ? "A memo is unfinished: " : `${count(drafts.size, "memo")} are unfinished: `, "what you wrote when you left this text is still here.", go);
    this.draftNote = go.closest(".note");
  }

  askThread() {
    this.leaveThread();
    const now = this.selected;
    if (!now) {
      this.inspector.drawThread([]);
      this.surface.drawPull();
      return;
    }
    const c = now.coding ? this.store.codings.get(now.coding) : undefined;
    /** @type {Partial<import("./types.js").ThreadNode>} */
    const here = { here: true, quoted: true, label: this.text.slice(now), kindLabel: `Passage, revision ${this.source.revision.number}` };
    if (!c) this.inspector.drawThread([here, { open: true, kindLabel: "Code", label: "Not yet. Press C" }]);
    else {
      if (this.threadOf !== c.id) this.inspector.drawThread([here, { kindLabel: c.suggested ? "Suggested code" : "Code", label: this.codeName(c.code) }]);
      if (!this.turning && !this.store.outbox.touches(c.id)) this.threadTimer = setTimeout(() => void this.loadThread(c.id), 120);
    }
    this.threadOf = c?.id ?? null;
    this.surface.drawPull();
  }

  /** Where the coding leads is not asked any more: it may be taken back before the answer comes. */
  leaveThread() {
    clearTimeout(this.threadTimer);
    this.threadAway?.abort();
  }

  /** @param {string} id */
  async loadThread(id) {
    // taken back, changed or undone since it was asked for: what it leads to is asked for again when that is done
    if (this.turning || this.store.outbox.touches(id) || !this.store.codings.has(id)) return;
    try {
      /** @type {{ nodes: import("./types.js").ThreadNode[] }} */
      const { nodes } = await this.api.get(`thread/coding/${id}`, (this.threadAway = new AbortController()).signal);
      if (this.selected?.coding !== id || !nodes.length) return;
      // the panel is about the words: who put the code on them stands above it, and the thread is pulled from them
      const words = nodes.findLast(n => n.kind === "excerpt");
      this.inspector.drawThread(words ? nodes.filter(n => n.kind !== "coding").map(n => ({ ...n, here: n === words })) : nodes);
      this.surface.drawPull();
    } catch (e) {
      if (!(e instanceof Refused || e instanceof Unreachable)) throw e;
    }
  }

  /** @param {boolean} finished */
  async finish(finished) {
    if (this.finishing) return;
    this.finishing = true;
    try {
      // after what was coded before it: what came later would count as done with the others in sight
      await this.store.outbox.between(async () => {
        if (this.store.outbox.isStuck) throw new Unreachable("Changes wait to be sent.");
        await this.api.send("POST", `sources/${this.source.id}/finish`, { finished });
      });
      await this.store.refresh();
      this.show();
      this.say(finished ? "You have finished this source." : "Your reading is open again.");
    } catch (e) {
      this.failed(e, "kept");
    } finally {
      this.finishing = false;
    }
  }

  // ---- what is shown --------------------------------------------------------------------------------------------------

  /** @param {string | null} code */
  showOnly(code) {
    this.store.show(this.store.shown, code);
    this.keepShown();
    this.tree.draw();
    this.say(code ? `Only ‘${this.codeName(code)}’ is shown, ${count(this.store.shownCount, "coding")}.` : `All codes are shown, ${count(this.store.shownCount, "coding")}.`);
  }

  toggleOnly() {
    const c = this.selected?.coding ? this.store.codings.get(this.selected.coding) : undefined;
    this.showOnly(this.store.only ? null : c?.code ?? null);
  }

  /** What is shown is remembered for the project and whoever codes, in this browser. */
  keepShown() {
    const { shown, only } = this.store;
    this.leftNote?.remove();
    try {
      if (shown || only) localStorage.setItem(this.shownKey, JSON.stringify({ shown: shown && [...shown], only }));
      else localStorage.removeItem(this.shownKey);
    } catch {
      // it holds for this page only
    }
  }

  /** Shows what was shown when the project was left, and says so: what is not shown must not be thought not to be there. */
  showAsLeft() {
    /** @type {{ shown?: string[] | null, only?: string | null } | null} */
    let left = null;
    try {
      left = JSON.parse(localStorage.getItem(this.shownKey) ?? "null");
    } catch {
      return; // nothing readable was kept
    }
    const only = left?.only && this.store.codes.has(left.only) ? left.only : null;
    const people = this.store.analysts.filter(a => left?.shown?.includes(a.id)).map(a => a.id);
    const shown = people.length && people.length < this.store.analysts.length ? new Set(people) : null;
    if (!only && !shown) return;
    this.store.show(shown, only);
    this.tree.draw();
    const all = el("button", { type: "button", class: "btn bare", onclick: () => {
      this.store.show(null, null);
      this.keepShown();
      this.tree.draw();
      this.say(`All codings are shown, ${count(this.store.shownCount, "coding")}.`);
    } }, "Show all codings");
    this.notice("status", "As you left it: ", `only ${[only ? `‘${this.codeName(only)}’` : "", shown ? `what ${listed([...shown].map(id => this.store.analystName(id)))} coded` : ""].filter(Boolean).join(" and ")} is shown.`, all);
    this.leftNote = all.closest(".note");
  }

  openWhose() {
    const all = this.store.analysts;
    const change = () => {
      const on = [...this.whose.querySelectorAll("input")].filter(x => x.checked).map(x => x.value);
      this.store.show(on.length === all.length ? null : new Set(on), this.store.only);
      this.keepShown();
      this.say(`${on.length === all.length ? "All analysts" : listed(on.map(id => this.store.analystName(id))) || "Nobody"}: ${count(this.store.shownCount, "coding")} shown.`);
    };
    this.whose.replaceChildren(el("fieldset", {}, el("legend", { class: "eyebrow" }, "Show codings by"),
      ...all.map(a => {
        const box = el("input", { type: "checkbox", value: a.id, onchange: change });
        box.checked = this.store.shown === null || this.store.shown.has(a.id);
        return el("label", {}, box, `${a.name}${a.isMe ? " (you)" : ""}`);
      })));
    const at = this.whoseButton.getBoundingClientRect();
    this.whose.showPopover();
    place(this.whose, { x: Math.min(at.left, innerWidth - this.whose.offsetWidth - 8), y: at.bottom + 4 });
    this.whose.querySelector("input")?.focus();
  }

  /** Does something to the codings and gives the units to paint, instead of painting them at once. @param {() => void} work */
  unpainted(work) {
    const units = this.collecting = new Set();
    try {
      work();
    } finally {
      this.collecting = null;
    }
    return units;
  }

  /** Units whose codings changed are drawn at once; what stands beside the text follows in the same frame. @param {Set<number>} units */
  painted(units) {
    if (this.collecting) {
      for (const u of units) this.collecting.add(u);
      return;
    }
    if (this.surface.chosen) {
      this.followChosen();
      this.surface.chosen.key = this.chosenKey();
    }
    this.surface.paint([...units].filter(u => this.surface.near.has(u)));
    this.soon();
  }

  /** A coding that was moved elsewhere takes the selection with it; one that has gone leaves the words selected. */
  followChosen() {
    const now = this.selected;
    if (!now?.coding || this.held) return;
    const c = this.store.codings.get(now.coding);
    if (!c) {
      this.selected = { ...now, coding: null };
      this.soon(true);
    } else if (c.s !== now.s || c.e !== now.e) {
      this.selected = { s: c.s, e: c.e, coding: c.id, words: this.text.wordCount(c) };
      this.surface.choose(c, this.keyOf(c.id), false);
    }
  }

  reindexed() {
    this.surface.index = null;
    if (this.surface.chosen) {
      this.followChosen();
      this.surface.chosen.key = this.chosenKey();
    }
    this.surface.use(this.store.index);
    this.tree.counts();
    this.soon();
  }

  codebookChanged() {
    this.tree.draw();
    if (this.ready) this.surface.paint([...this.surface.near]);
    this.soon();
  }

  /** @param {boolean} [thread] whether the thread has changed as well */
  soon(thread = false) {
    this.threadToo ||= thread;
    if (this.drawing) return;
    this.drawing = true;
    queueMicrotask(() => {
      this.drawing = false;
      this.show();
      if (this.threadToo) this.askThread();
      this.threadToo = false;
    });
  }

  show() {
    const now = this.selected, on = now ? this.store.on(now) : [];
    const current = now?.coding ? this.store.codings.get(now.coding)?.code : undefined;
    this.inspector.show({
      selected: now, paragraphs: now ? this.text.paragraphs(now) : "", quote: now ? this.text.slice(now) : "", codings: on, memos: this.memosOn(),
      last: this.last.filter(id => this.store.codes.has(id)).map(id => this.codeName(id)),
    });
    this.tree.point(current ? [current] : []);
    this.tree.counts();
    this.keys.draw(`${count(this.store.shownCount, "coding")} here, ${count([...this.store.here.values()].filter(n => n > 0).length, "code")}`);
    this.whoseButton.hidden = this.store.analysts.length < 2;
    this.surface.drawEnds();
  }

  /** @param {string} id */
  codeName(id) {
    return this.store.codes.get(id)?.name ?? "a code";
  }

  // ---- saying things --------------------------------------------------------------------------------------------------

  /** @param {string} words */
  say(words) {
    // the same words twice are said twice only when the region was empty between
    this.live.textContent = this.live.textContent === words ? `${words}\u00a0` : words;
  }

  /** @param {string} reason @param {string} [lead] */
  alert(reason, lead = "Refused. ") {
    this.notice("alert", lead, reason);
  }

  /** @param {"alert" | "status"} role @param {string} lead @param {string} words @param {HTMLElement} [action] */
  notice(role, lead, words, action) {
    const note = el("div", { class: "note", role }, el("span", {}, el("b", {}, lead), words),
      action ?? el("button", { type: "button", class: "btn bare", onclick: () => note.remove() }, "Close"));
    this.alerts.append(note);
    while (this.alerts.children.length > 3) this.alerts.firstElementChild?.remove();
  }

  /** @param {unknown} e @param {string} done */
  failed(e, done) {
    if (e instanceof Refused) this.alert(e.message);
    else if (e instanceof Unreachable) this.alert(`The server was not reached, so nothing was ${done}. Try again when it is back.`, "Not connected. ");
    else throw e;
  }

  /** @param {import("./outbox.js").Entry} entry @param {any} _answer */
  confirmed(entry, _answer) {
    clearTimeout(this.undoTimer);
    this.undoTimer = setTimeout(() => void this.askUndo(), 300);
    if (this.selected?.coding && entry.ids.includes(this.selected.coding)) this.askThread();
    // which memo of a passage is shown, and how many there are, is the server's to say; what it told while this one waited was passed over
    if (entry.kind.startsWith("memo") && this.store.noteOn(entry.back.on)) void this.heard({ seq: 0, source: this.source.id, what: "codings" });
  }

  /** @param {import("./outbox.js").Entry} entry @param {string} reason */
  refused(entry, reason) {
    const now = this.selected;
    if (now?.coding && !this.store.codings.has(now.coding)) this.select(now, { coding: null, native: false, quiet: true });
    if (entry.kind === "memo") {
      this.inspector.takeMemos(entry.back.on, (this.inspector.memos.get(entry.back.on) ?? []).flatMap(m => m.id !== entry.ids[0] ? m : entry.back.memo ?? []));
      const { words } = entry.body;
      const on = words ? `words:${words.revision}:${words.s}-${words.e}` : entry.back.on;
      this.inspector.refuseMemo(on, entry.back.text, reason);
      this.show();
      if (!this.memosOn().some(x => x.on === on)) {
        // written on something that is not in sight any more: what was typed is kept, and led to
        this.alert(reason);
        this.sayDrafts();
      }
    } else if (entry.kind === "memoRemove") {
      void this.askMemos(true);
      this.alert(reason);
    } else if (entry.kind === "code" && !entry.body.inVivo && now && !this.picker.isOpen) {
      // what was typed is still there to be mended
      this.openPicker(entry.body.name, reason);
    } else this.alert(reason);
    void this.askUndo();
  }

  /** Listens while the page can be seen: a browser keeps few connections to one server, and tabs left open must not use them up. */
  hear() {
    clearTimeout(this.restTimer);
    if (document.hidden) {
      this.restTimer = setTimeout(() => {
        this.events?.close();
        this.events = undefined;
      }, 30_000);
    } else if (!this.events) {
      this.events = this.api.listen(change => void this.heard(change), open => this.connected(open));
    }
  }

  // ---- the server's side ----------------------------------------------------------------------------------------------

  /** @param {{ seq: number, source: string | null, what: string }} change */
  async heard({ source, what }) {
    try {
      // one at a time: an older answer never comes after a newer one
      if (what === "codebook" || what === "project") await (this.codebooks = (this.codebooks ?? Promise.resolve()).catch(() => undefined).then(async () => this.store.takeCodebook(await this.api.get("codebook"))));
      if ((what === "codings" || what === "project") && (source === null || source === this.source.id)) {
        // a burst of changes is asked for once
        await (this.asking ??= new Promise(done => setTimeout(done, 60)));
        this.asking = undefined;
        await this.store.refresh();
        if (this.table.dialog.open) this.table.draw();
      }
      if (what === "memos" || what === "project") {
        // a memo marks the coding it is on
        if (what === "memos" && (source === null || source === this.source.id)) {
          await this.store.refresh();
          if (this.table.dialog.open) this.table.draw();
        }
        this.inspector.memos.clear();
        await this.askMemos(true);
      }
      if (what === "source" && source === this.source.id && !this.stale) {
        this.stale = true;
        this.notice("status", "This source was changed in another window. ", "Load it again to code its newest text.", el("button", { type: "button", class: "btn bare", onclick: () => location.reload() }, "Load it again"));
      }
    } catch (e) {
      if (!(e instanceof Refused || e instanceof Unreachable)) throw e; // the next event, or the reconnection, asks again
    }
  }

  /** @param {boolean} open */
  connected(open) {
    clearTimeout(this.lostTimer);
    if (open) {
      const was = this.lost, first = !this.hasListened;
      this.lost = false;
      this.hasListened = true;
      if (was) this.store.outbox.retry();
      // what was saved while nobody listened; at first, since text and codes were asked for
      for (const what of first ? ["codebook", "codings"] : ["project"]) void this.heard({ seq: 0, source: null, what });
      if (was) this.drawConnection();
    } else if (!this.lost) {
      // a single dropped connection mends itself; only a lasting one is worth a word
      this.lostTimer = setTimeout(() => {
        this.lost = true;
        this.drawConnection();
      }, 2_000);
    }
  }

  drawConnection() {
    const { outbox } = this.store, n = outbox.entries.length, stuck = outbox.isStuck;
    const said = stuck ? `${count(n, "change")} ${n === 1 ? "waits" : "wait"} here and will be sent when the server is back. Keep this page open.` : this.lost ? "What others change is not seen until the server is back." : "";
    if (said === this.saidWaiting) return;
    this.saidWaiting = said;
    this.waiting.replaceChildren(...(said ? [el("div", { class: "note" }, el("span", {}, el("b", {}, "Not connected. "), said), stuck ? el("button", { type: "button", class: "btn bare", onclick: () => outbox.retry() }, "Try now") : null)] : []));
  }

  scrolled() {
    clearTimeout(this.placeTimer);
    this.placeTimer = setTimeout(() => this.keepPlace(false), 1_500);
  }

  /** @param {boolean} leaving */
  keepPlace(leaving) {
    clearTimeout(this.placeTimer);
    if (!this.ready) return;
    const position = this.surface.firstInSight();
    if (position === this.keptPlace) return;
    this.keptPlace = position;
    if (leaving) this.api.leave(`sources/${this.source.id}/place`, { position });
    else this.api.send("POST", `sources/${this.source.id}/place`, { position }).catch(() => { this.keptPlace = -1; });
  }

  // ---- keys -----------------------------------------------------------------------------------------------------------

  /** @returns {import("./keys.js").Command[]} */
  commands() {
    const has = () => this.selected !== null;
    const coded = () => this.selected?.coding != null;
    const alt = (/** @type {string} */ key, /** @type {boolean} */ shift) => (/** @type {KeyboardEvent} */ e) => e.altKey && !e.ctrlKey && !e.metaKey && e.shiftKey === shift && e.key === key;
    const lane = () => document.activeElement?.matches(".br") ?? false;
    const page = this;
    return [
      { id: "sentence", keys: ["S"], name: "sentence", help: "Select a sentence, then the next (with Shift: take the next in)", single: true, line: true, pressed: letter("s"), run: e => this.step("sentence", e?.shiftKey ?? false) },
      { id: "paragraph", keys: ["P"], name: "paragraph", help: "Select a paragraph, then the next", single: true, pressed: letter("p"), run: e => this.step("paragraph", e?.shiftKey ?? false) },
      { id: "turn", keys: ["T"], name: "turn", help: "Select a turn, then the next", single: true, line: true, pressed: letter("t"), run: e => this.step("turn", e?.shiftKey ?? false) },
      { id: "onward", keys: ["J"], name: "on", help: "On by the same size (with Shift: take it in)", single: true, pressed: letter("j"), run: e => this.walk(1, e?.shiftKey ?? false) },
      { id: "backward", keys: ["K"], name: "back", help: "Back by the same size (with Shift: give the last up)", single: true, pressed: letter("k"), run: e => this.walk(-1, e?.shiftKey ?? false) },
      { id: "code", keys: ["C"], name: "code", help: "Put a code on the passage: find, or type a new one", single: true, line: true, works: has, pressed: letter("c"), run: () => this.openPicker() },
      { id: "again", keys: ["R"], get name() { return page.last.length ? `again ‘${shortened(page.codeName(page.last[0] ?? ""), 16)}’` : "again"; }, help: "Repeat the code last used", single: true, line: true, works: () => has() && this.last.length > 0, pressed: letter("r"), run: () => this.again() },
      { id: "inVivo", keys: ["I"], name: "in vivo", help: "Make the words themselves a code", single: true, works: has, pressed: letter("i"), run: () => this.inVivo() },
      { id: "change", keys: ["E"], name: "change", help: "Put another code in its place; the memo stays", single: true, works: coded, pressed: letter("e"), run: () => this.openChange() },
      { id: "memo", keys: ["M"], name: "memo", help: "Write a memo on the coding or the words selected, else on the source", single: true, line: true, pressed: letter("m"), run: () => this.inspector.write() },
      { id: "accept", keys: ["A"], name: "accept", help: "Accept the suggestion", single: true, line: true, works: () => this.suggestions().length > 0, pressed: letter("a"), run: () => this.accept(this.suggestions()) },
      { id: "dismiss", keys: ["D"], name: "dismiss", help: "Dismiss the suggestion", single: true, line: true, works: () => this.suggestions().length > 0, pressed: letter("d"), run: () => this.dismiss(this.suggestions()) },
      { id: "previous", keys: ["["], name: "previous", help: "To the previous coding", single: true, line: true, pressed: sign("["), run: () => this.nextCoding(-1) },
      { id: "next", keys: ["]"], name: "next coding", help: "To the next coding", single: true, line: true, pressed: sign("]"), run: () => this.nextCoding(1) },
      { id: "laneDown", keys: ["↓"], name: "next bracket", help: "In the margin: to the next bracket", works: lane, pressed: e => e.key === "ArrowDown" && !e.altKey && !e.ctrlKey && !e.metaKey, run: () => this.laneStep(1) },
      { id: "laneUp", keys: ["↑"], name: "previous bracket", help: "In the margin: to the previous bracket", works: lane, pressed: e => e.key === "ArrowUp" && !e.altKey && !e.ctrlKey && !e.metaKey, run: () => this.laneStep(-1) },
      { id: "endOn", keys: ["Alt", "→"], name: "end on a word", help: "Move the end on by a word", works: has, pressed: alt("ArrowRight", false), run: () => this.moveEnd("end", "word", 1) },
      { id: "endBack", keys: ["Alt", "←"], name: "end back a word", help: "Move the end back by a word", works: has, pressed: alt("ArrowLeft", false), run: () => this.moveEnd("end", "word", -1) },
      { id: "startOn", keys: ["Alt", "Shift", "→"], name: "start on a word", help: "Move the start on by a word", works: has, pressed: alt("ArrowRight", true), run: () => this.moveEnd("start", "word", 1) },
      { id: "startBack", keys: ["Alt", "Shift", "←"], name: "start back a word", help: "Move the start back by a word", works: has, pressed: alt("ArrowLeft", true), run: () => this.moveEnd("start", "word", -1) },
      { id: "endDown", keys: ["Alt", "↓"], name: "end on a sentence", help: "Move the end on to a sentence’s end", works: has, pressed: alt("ArrowDown", false), run: () => this.moveEnd("end", "sentence", 1) },
      { id: "endUp", keys: ["Alt", "↑"], name: "end back a sentence", help: "Move the end back to a sentence’s end", works: has, pressed: alt("ArrowUp", false), run: () => this.moveEnd("end", "sentence", -1) },
      { id: "startDown", keys: ["Alt", "Shift", "↓"], name: "start on a sentence", help: "Move the start on to the next sentence", works: has, pressed: alt("ArrowDown", true), run: () => this.moveEnd("start", "sentence", 1) },
      { id: "startUp", keys: ["Alt", "Shift", "↑"], name: "start back a sentence", help: "Move the start back to a sentence’s start", works: has, pressed: alt("ArrowUp", true), run: () => this.moveEnd("start", "sentence", -1) },
      { id: "remove", keys: ["Delete"], name: "remove", help: "Remove the chosen coding", works: coded, pressed: e => e.key === "Delete" && !e.ctrlKey && !e.altKey && !e.metaKey, run: () => this.removeChosen() },
      { id: "only", keys: ["F"], name: "only this code", help: "Show only the chosen code, or all again", single: true, works: () => coded() || this.store.only !== null, pressed: letter("f"), run: () => this.toggleOnly() },
      { id: "list", keys: ["L"], name: "list", help: "All codings and memos on words as a table", single: true, pressed: letter("l"), run: () => this.table.open(null) },
      { id: "whose", keys: ["W"], name: "whose", help: "Choose whose codings are shown", single: true, works: () => this.store.analysts.length > 1, pressed: letter("w"), run: () => this.openWhose() },
      { id: "find", keys: ["/"], name: "find a code", help: "Find or make a code in the codebook", single: true, pressed: sign("/"), run: () => this.tree.input.focus() },
      { id: "undo", keys: ["Ctrl", "Z"], name: "undo", help: "Undo your last action", line: true, pressed: control("z", false), run: () => void this.turnBack("undo") },
      { id: "redo", keys: ["Ctrl", "Shift", "Z"], name: "redo", help: "Do it again", pressed: e => control("z", true)(e) || control("y", false)(e), run: () => void this.turnBack("redo") },
      { id: "clear", keys: ["Esc"], name: "let go", help: "Let the passage go", works: has, pressed: e => e.key === "Escape", run: () => this.select(null) },
      { id: "help", keys: ["?"], name: "all keys", help: "All keys", single: true, line: true, pressed: sign("?"), run: () => this.keys.open() },
    ];
  }

  /** In the margin, from bracket to bracket, wherever the next one is. @param {1 | -1} way */
  laneStep(way) {
    const now = document.activeElement?.getAttribute("data-run"), from = now ? this.store.index.byKey.get(now) : null;
    for (let run = from ? this.store.index.step(from, way) : null; run; run = this.store.index.step(run, way)) {
      this.surface.reveal(run.s);
      const b = this.surface.bracket(run.key);
      if (!b) continue; // beyond the fifth column; the paragraph's list has it
      b.focus({ preventScroll: true });
      return;
    }
    this.say(way > 0 ? "That was the last coding." : "That was the first coding.");
  }

  dispose() {
    this.away.abort();
    this.keepDrafts();
    this.keepPlace(true);
    this.events?.close();
    this.store.outbox.dispose();
    this.surface.dispose();
    for (const t of [this.threadTimer, this.undoTimer, this.placeTimer, this.lostTimer, this.restTimer]) clearTimeout(t);
    this.root.replaceChildren();
    delete this.root.dataset.ready;
  }

  /** @type {Set<number> | null | undefined} */ collecting;
  /** @type {Promise<unknown> | undefined} */ asking;
  /** @type {boolean | undefined} */ ready;
  /** @type {boolean | undefined} */ drawing;
  /** @type {boolean | undefined} */ threadToo;
  /** @type {boolean | undefined} */ stale;
  /** @type {boolean | undefined} */ lost;
  /** @type {string | undefined} */ saidWaiting;
  /** @type {string | null | undefined} */ threadOf;
  /** @type {number | undefined} */ keptPlace;
  /** @type {EventSource | undefined} */ events;
  /** @type {Element | null | undefined} says that a memo is unfinished */ draftNote;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ threadTimer;
  /** @type {AbortController | undefined} */ threadAway;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ undoTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ placeTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ lostTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ restTimer;
  /** @type {boolean | undefined} */ hasListened;
  /** @type {boolean | undefined} */ finishing;
  /** @type {Set<string>} what memos could not be read of */ unread = new Set();
  /** @type {Promise<void> | undefined} the codebook asked for last */ codebooks;
}
