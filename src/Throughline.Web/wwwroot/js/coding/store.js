import { newId } from "./dom.js";
import { about, Outbox } from "./outbox.js";
import { noteCode, RunIndex } from "./runs.js";

/** @typedef {import("./types.js").Code} Code */
/** @typedef {import("./types.js").Coding} Coding */
/** @typedef {import("./types.js").Span} Span */
/** @typedef {import("./outbox.js").Entry} Entry */

/**
 * @typedef {object} Heard
 * @property {(units: Set<number>) => void} painted units whose runs changed
 * @property {() => void} reindexed everything shown has changed
 * @property {() => void} codebook
 * @property {(entry: Entry, answer: any) => void} confirmed
 * @property {(entry: Entry, reason: string) => void} refused what was done has already been taken back
 * @property {() => void} connection
 */

/** The codes and codings as this page knows them: what the server said, with this tab's own changes already made. */
export class Store {
  /**
   * @param {import("./api.js").Api} api @param {string} source its id @param {import("./types.js").TextAnswer} text
   * @param {number} units @param {(offset: number) => number} unitAt @param {string} analyst id @param {Heard} heard
   */
  constructor(api, source, text, units, unitAt, analyst, heard) {
    this.api = api;
    this.source = source;
    this.revision = text.source.revision.id;
    this.unitCount = units;
    this.unitAt = unitAt;
    this.me = analyst;
    this.heard = heard;
    /** @type {Map<string, Code>} */
    this.codes = new Map();
    this.version = 0;
    /** @type {Map<string, Coding>} */
    this.codings = new Map();
    /** @type {Map<string, Coding>} passages with a memo of their own, in the shape of codings so that they are drawn like them */
    this.notes = new Map();
    /** @type {import("./types.js").Analyst[]} */
    this.analysts = [];
    /** @type {{ analyst: string, name: string }[]} */
    this.hidden = [];
    /** @type {{ finished: boolean } | null} */
    this.assignment = null;
    this.seq = 0;
    /** Whether what is here is all that may be seen: not from the moment a reading is opened or closed until all of it has been taken. */
    this.isWhole = true;
    /** Whether codebook and codings have come: before that a code that is not found here may be there all the same. */
    this.isRead = false;
    /** @type {Set<string> | null} the analysts shown; null for all */
    this.shown = null;
    /** @type {string | null} the one code shown, with those below it; null for all */
    this.only = null;
    /** @type {Set<string> | null} */
    this.onlyCodes = null;
    /** @type {Map<string, number>} how many codings of each code are shown */
    this.here = new Map();
    /** @type {Map<string, number>} how many codings of one code stand on the same words, by code and place */
    this.places = new Map();
    this.shownCount = 0;
    this.index = new RunIndex(units, unitAt, false);
    /** @type {Promise<void> | null} */
    this.refreshing = null;
    this.again = false;
    /** @type {Set<string>} what was changed here since the last question was asked */
    this.newer = new Set();
    this.outbox = new Outbox(api, `throughline.outbox.${api.base}.${source}.${analyst}`, {
      done: (entry, answer) => this.confirmed(entry, answer),
      refused: (entry, reason) => this.takenBack(entry, reason),
      changed: () => heard.connection(),
    });
  }

  // ---- from the server ------------------------------------------------------------------------------------------------

  /** @param {import("./types.js").CodebookAnswer} answer */
  takeCodebook(answer) {
    // asked for before what is here already
    if (answer.version < this.version) return;
    const unsent = [...this.codes.values()].filter(c => this.outbox.touches(c.id));
    this.version = answer.version;
    this.codes = new Map(answer.codes.map(c => [c.id, c]));
    for (const c of unsent) if (!this.codes.has(c.id)) this.codes.set(c.id, c);
    this.onlyCodes = this.only ? this.below(this.only) : null;
    this.heard.codebook();
  }

  /** @param {import("./types.js").CodingsAnswer} answer all of them @param {boolean} [replay] whether changes kept from before a reload are made again */
  takeAll(answer, replay = true) {
    this.codings = new Map(answer.codings.map(c => [c.id, c]));
    this.notes = new Map(answer.noted.map(n => [n.id, noted(n)]));
    this.takeRest(answer);
    this.isWhole = true;
    if (replay) for (const entry of this.outbox.entries) this.make(entry);
    this.reindex();
  }

  /** @param {import("./types.js").CodingsAnswer} answer */
  takeRest(answer) {
    this.seq = answer.seq;
    this.analysts = answer.analysts;
    this.hidden = answer.hidden;
    this.assignment = answer.assignment;
    const me = answer.analysts.find(a => a.isMe);
    if (me) this.me = me.id;
  }

  /** Asks what has changed since the last answer, until nothing more has. Never two questions at once. @returns {Promise<void>} */
  refresh() {
    this.again = true;
    return this.refreshing ??= this.askUntilStill();
  }

  async askUntilStill() {
    try {
      while (this.again) await this.ask();
    } finally {
      this.refreshing = null;
    }
  }

  async ask() {
    this.again = false;
    // what is changed here while the question is on its way is newer than the answer
    this.newer = new Set(this.outbox.entries.flatMap(about));
    const since = this.seq;
    // what was acknowledged meanwhile is asked for again; what still waits brings a change of its own
    const isAcknowledged = (/** @type {string} */ id) => !this.outbox.touches(id);
    const askAgain = () => {
      this.seq = since;
      this.again = true;
    };
    /** @type {import("./types.js").CodingsAnswer} */
    const answer = await this.api.get(`sources/${this.source}/codings?since=${since}`);
    const several = this.isMerging(), hid = JSON.stringify(this.hidden);
    this.takeRest(answer);
    if (hid !== JSON.stringify(this.hidden)) this.isWhole = false;
    if (!answer.removed || !this.isWhole) {
      // a reading was opened or closed: what may be seen is another set now
      const all = answer.removed ? await this.api.get(`sources/${this.source}/codings`) : answer;
      if ([...this.newer].some(isAcknowledged)) askAgain();
      else this.takeAll(all);
      return;
    }
    const units = new Set();
    const { newer } = this;
    for (const id of answer.removed) if (!newer.has(id)) this.drop(id, units);
    for (const c of answer.codings) if (!newer.has(c.id)) this.put(c, units);
    const known = new Set(answer.noted.map(n => n.id));
    for (const id of [...this.notes.keys()]) if (!known.has(id) && !newer.has(id)) this.dropNote(id, units);
    for (const n of answer.noted) if (!newer.has(n.id) && JSON.stringify(this.notes.get(n.id)) !== JSON.stringify(noted(n))) this.putNote(noted(n), units);
    if ([...answer.removed, ...answer.codings.map(c => c.id)].some(id => newer.has(id) && isAcknowledged(id))) askAgain();
    if (several !== this.isMerging()) this.reindex();
    else if (units.size) this.heard.painted(units);
  }

  // ---- what is shown --------------------------------------------------------------------------------------------------

  /** @param {Coding} c */
  isShown(c) {
    return (this.shown === null || c.suggested || this.shown.has(c.by)) && (this.onlyCodes === null || this.onlyCodes.has(c.code));
  }

  isMerging() {
    return (this.shown?.size ?? this.analysts.length) > 1;
  }

  /** @param {Set<string> | null} analysts @param {string | null} only */
  show(analysts, only) {
    this.shown = analysts;
    this.only = only;
    this.onlyCodes = only ? this.below(only) : null;
    this.reindex();
  }

  /** A code and all under it. @param {string} id */
  below(id) {
    const found = new Set([id]);
    for (let grew = true; grew;) {
      grew = false;
      for (const c of this.codes.values()) {
        if (c.parent && found.has(c.parent) && !found.has(c.id)) {
          found.add(c.id);
          grew = true;
        }
      }
    }
    return found;
  }

  reindex() {
    this.index = new RunIndex(this.unitCount, this.unitAt, this.isMerging());
    const shown = [...this.codings.values()].filter(c => this.isShown(c)), notes = [...this.notes.values()].filter(n => this.isShown(n));
    this.here.clear();
    this.places.clear();
    this.shownCount = 0;
    for (const c of shown) this.tally(c, 1);
    this.index.fill([...shown, ...notes]);
    this.heard.reindexed();
  }

  /** @param {Coding} c @param {1 | -1} by */
  tally(c, by) {
    if (c.suggested) return;
    // A code stands on words once, whoever put it there.
    const place = `${c.code} ${c.s} ${c.e}`, on = (this.places.get(place) ?? 0) + by;
    if (on) this.places.set(place, on);
    else this.places.delete(place);
    if (on === (by > 0 ? 1 : 0)) this.here.set(c.code, (this.here.get(c.code) ?? 0) + by);
    this.shownCount += by;
  }

  /** @param {Coding} c @param {Set<number>} units */
  put(c, units) {
    const before = this.codings.get(c.id);
    if (before) this.drop(c.id, units);
    this.codings.set(c.id, c);
    if (!this.isShown(c)) return;
    this.tally(c, 1);
    for (const u of this.index.add(c)) units.add(u);
  }

  /** @param {string} id @param {Set<number>} units */
  drop(id, units) {
    const c = this.codings.get(id);
    if (!c) return;
    this.codings.delete(id);
    if (!this.isShown(c)) return;
    this.tally(c, -1);
    for (const u of this.index.remove(id)) units.add(u);
  }

  /** @param {Coding} n @param {Set<number>} units */
  putNote(n, units) {
    if (this.notes.has(n.id)) this.dropNote(n.id, units);
    this.notes.set(n.id, n);
    if (this.isShown(n)) for (const u of this.index.add(n)) units.add(u);
  }

  /** @param {string} id @param {Set<number>} units */
  dropNote(id, units) {
    if (this.notes.delete(id)) for (const u of this.index.remove(id)) units.add(u);
  }

  /** Passages with a memo that are exactly these words, one's own first. @param {Span} span @returns {Coding[]} */
  notesOn({ s, e }) {
    return [...this.notes.values()].filter(n => n.s === s && n.e === e).sort((a, b) => Number(b.by === this.me) - Number(a.by === this.me) || (a.id < b.id ? -1 : 1));
  }

  /** Codings that overlap a span, as shown; exactly these words first. @param {Span} span @returns {Coding[]} */
  on(span) {
    /** @type {Set<Coding>} */
    const found = new Set();
    const last = this.unitAt(Math.max(span.s, span.e - 1));
    for (let u = this.unitAt(span.s); u <= last; u++) {
      for (const run of this.index.unit(u)) if (run.code !== noteCode) for (const c of run.items) if (c.s < span.e && c.e > span.s) found.add(c);
    }
    const far = (/** @type {Coding} */ c) => Math.abs(c.s - span.s) + Math.abs(c.e - span.e);
    return [...found].sort((a, b) => far(a) - far(b) || a.s - b.s || (a.id < b.id ? -1 : 1));
  }

  /** @param {string} id */
  analystName(id) {
    return this.analysts.find(a => a.id === id)?.name ?? "another analyst";
  }

  /** @param {Coding} c */
  isMine(c) {
    return c.by === this.me || c.suggested;
  }

  // ---- changes: made here at once, then sent --------------------------------------------------------------------------

  /** @param {Span} span @param {string[]} codes @returns {Coding[]} those that were not there yet */
  add({ s, e }, codes) {
    const there = new Set(this.on({ s, e }).filter(c => c.by === this.me && !c.suggested && c.s === s && c.e === e).map(c => c.code));
    const wanted = codes.filter(code => !there.has(code));
    if (!wanted.length) return [];
    const ids = wanted.map(newId), at = new Date().toISOString();
    const made = wanted.map((code, k) => ({ id: /** @type {string} */ (ids[k]), code, s, e, by: this.me, at, suggested: false, memo: false }));
    this.do({ kind: "add", method: "POST", path: `sources/${this.source}/codings`, body: { revision: this.revision, s, e, codes: wanted, ids }, ids, back: made });
    return made;
  }

  /** Moves an end, or puts another code in the place of this one; the memo stays. @param {Coding} c @param {{ s?: number, e?: number, code?: string }} to */
  change(c, to) {
    this.do({ kind: "change", method: "PATCH", path: `codings/${c.id}`, body: to, ids: [c.id], back: Object.fromEntries(Object.keys(to).map(k => [k, c[/** @type {"s"} */ (k)]])) });
  }

  /** @param {Coding[]} codings */
  remove(codings) {
    const ids = codings.map(c => c.id);
    this.do({ kind: "remove", method: "POST", path: "codings/remove", body: { ids }, ids, back: codings });
  }

  /** @param {Coding[]} suggestions */
  accept(suggestions) {
    const ids = suggestions.map(c => c.id);
    this.do({ kind: "accept", method: "POST", path: "codings/accept", body: { ids }, ids, back: suggestions });
  }

  /** @param {Coding[]} suggestions */
  dismiss(suggestions) {
    const ids = suggestions.map(c => c.id);
    this.do({ kind: "remove", method: "POST", path: "codings/dismiss", body: { ids }, ids, back: suggestions });
  }

  /** @param {string} name "A > B" makes B under A @param {boolean} inVivo @returns {Code} */
  makeCode(name, inVivo) {
    const id = newId(), parts = name.split(">").map(x => x.trim()).filter(Boolean);
    const parent = parts.length > 1 ? [...this.codes.values()].find(c => c.path === parts.slice(0, -1).join(" > ")) : undefined;
    /** @type {Code} */
    const code = {
      id, parent: parent?.id ?? null, name: parts.at(-1) ?? name, path: parts.join(" > "), colour: (this.codes.size % 24) + 1,
      order: Math.max(0, ...[...this.codes.values()].map(c => c.order)) + 1, isGroup: false, origin: inVivo ? "inVivo" : "inductive", retired: false, all: 0,
    };
    this.do({ kind: "code", method: "POST", path: "codes", body: { name, inVivo, id }, ids: [id], back: code });
    return code;
  }

  /** @param {string} on "coding:…" @param {string} text @param {import("./types.js").Memo | null} memo the one to change @returns {string} its id */
  saveMemo(on, text, memo) {
    const id = memo?.id ?? newId(), note = this.noteOn(on) ?? null;
    this.do(memo
      ? { kind: "memo", method: "PUT", path: `memos/${id}`, body: { text }, ids: [id], back: { on, text, memo, note } }
      : { kind: "memo", method: "POST", path: "memos", body: { on, text, id }, ids: [id], back: { on, text, memo: null, note } });
    return id;
  }

  /** A memo on words that need not be coded. @param {Span} span @param {string} text @returns {string} the passage's id, which is the memo's too */
  saveMemoOnWords({ s, e }, text) {
    const id = newId();
    this.do({ kind: "memo", method: "POST", path: "memos", body: { text, id, words: { source: this.source, revision: this.revision, s, e } }, ids: [id], back: { on: `excerpt:${id}`, text, memo: null } });
    return id;
  }

  /** @param {string} on @param {import("./types.js").Memo} memo @param {boolean} left whether another memo stays on it */
  removeMemo(on, memo, left) {
    this.do({ kind: "memoRemove", method: "POST", path: `memos/${memo.id}/remove`, body: {}, ids: [memo.id], back: { on, memo, left, note: this.noteOn(on) ?? null } });
  }

  /** @param {Entry} entry */
  do(entry) {
    for (const id of about(entry)) this.newer.add(id);
    const units = this.make(entry);
    if (units.size) this.heard.painted(units);
    this.outbox.push(entry);
  }

  /** Makes a change here. @param {Entry} entry @returns {Set<number>} */
  make(entry) {
    /** @type {Set<number>} */
    const units = new Set();
    switch (entry.kind) {
      case "code":
        this.codes.set(entry.back.id, entry.back);
        this.heard.codebook();
        break;
      case "add":
        for (const c of entry.back) this.put(c, units);
        break;
      case "change": {
        const c = this.codings.get(/** @type {string} */ (entry.ids[0]));
        if (c) this.put({ ...c, ...entry.body }, units);
        break;
      }
      case "remove":
        for (const id of entry.ids) this.drop(id, units);
        break;
      case "accept":
        for (const id of entry.ids) {
          const c = this.codings.get(id);
          if (c) this.put({ ...c, suggested: false, by: this.me }, units);
        }
        break;
      case "memo":
      case "memoRemove":
        if (entry.body.words) this.putNote(noted({ ...entry.body.words, id: entry.ids[0], by: this.me, at: new Date().toISOString(), text: entry.body.text, memos: 1 }), units);
        else {
          const note = this.noteOn(entry.back.on);
          if (note && entry.kind === "memo") this.putNote(withMemo(note, entry.back.text, entry.back.memo, this.me), units);
          else if (note && entry.back.left) this.putNote({ ...note, memos: (note.memos ?? 2) - 1 }, units);
          this.markMemo(entry.back.on, entry.kind === "memo" || entry.back.left, units);
        }
        break;
    }
    return units;
  }

  /** @param {string} on "excerpt:…" @returns {Coding | undefined} */
  noteOn(on) {
    return on.startsWith("excerpt:") ? this.notes.get(on.slice(8)) : undefined;
  }

  /** @param {string} on @param {boolean} has @param {Set<number>} units */
  markMemo(on, has, units) {
    const c = on.startsWith("coding:") ? this.codings.get(on.slice(7)) : undefined;
    if (c && c.memo !== has) this.put({ ...c, memo: has }, units);
    if (!has && on.startsWith("excerpt:")) this.dropNote(on.slice(8), units);
  }

  /** Takes a change back that the server refused or never got. @param {Entry} entry */
  unmake(entry) {
    /** @type {Set<number>} */
    const units = new Set();
    switch (entry.kind) {
      case "code":
        this.codes.delete(entry.back.id);
        this.heard.codebook();
        break;
      case "add":
        for (const id of entry.ids) this.drop(id, units);
        break;
      case "change": {
        const c = this.codings.get(/** @type {string} */ (entry.ids[0]));
        if (c) this.put({ ...c, ...entry.back }, units);
        break;
      }
      case "remove":
      case "accept":
        for (const c of entry.back) this.put(c, units);
        break;
      case "memo":
        if (entry.body.words) this.dropNote(/** @type {string} */ (entry.ids[0]), units);
        else if (entry.back.note) this.putNote(entry.back.note, units);
        else if (!entry.back.memo && !entry.back.on.startsWith("excerpt:")) this.markMemo(entry.back.on, false, units);
        break;
      case "memoRemove":
        if (entry.back.note) this.putNote(entry.back.note, units);
        else this.markMemo(entry.back.on, true, units);
        break;
    }
    if (units.size) this.heard.painted(units);
  }

  /** @param {Entry} entry @param {any} answer */
  confirmed(entry, answer) {
    /** @type {Set<number>} */
    const units = new Set();
    if (entry.kind === "code" && answer) {
      this.codes.set(answer.id, answer);
      this.heard.codebook();
      for (const run of this.index.byCode.get(answer.id) ?? []) for (let u = run.a; u <= run.z; u++) units.add(u);
    }
    for (const c of /** @type {Coding[]} */ (answer?.codings ?? (answer?.coding ? [answer.coding] : []))) {
      const known = this.codings.get(c.id);
      // a later change may be on its way already; then the page is ahead of this answer
      if (!this.outbox.touches(c.id) && (!known || JSON.stringify(known) !== JSON.stringify(c))) this.put(c, units);
    }
    if (units.size) this.heard.painted(units);
    this.heard.confirmed(entry, answer);
  }

  /** @param {Entry} entry @param {string} reason */
  takenBack(entry, reason) {
    if (entry.kind === "code" || entry.kind === "add") {
      // what rests on it cannot stand either
      const about = entry.kind === "code" ? this.outbox.entries.filter(x => x.kind === "add" && x.body.codes.includes(entry.back.id)).flatMap(x => x.ids) : entry.ids;
      for (const later of this.outbox.dropAbout(about)) this.unmake(later);
    }
    this.unmake(entry);
    this.heard.refused(entry, reason);
  }

  /** Takes the newest unsent change back. @returns {Entry | null} */
  takeBack() {
    const entry = this.outbox.takeBack();
    if (entry) this.unmake(entry);
    return entry;
  }
}

/** @param {Span & { id: string, by: string, at: string, text: string, memos: number }} passage @returns {Coding} */
function noted({ id, s, e, by, at, text, memos }) {
  return { id, code: noteCode, s, e, by, at, suggested: false, memo: true, note: text, memos };
}

/** A passage whose memo was written or changed: what is shown of it is one's own first memo. @param {Coding} note @param {string} text @param {import("./types.js").Memo | null} changed @param {string} me @returns {Coding} */
function withMemo(note, text, changed, me) {
  if (!changed) return { ...note, memos: (note.memos ?? 1) + 1, ...(note.by === me ? {} : { by: me, at: new Date().toISOString(), note: text }) };
  const isShown = note.by === me && (note.memos === 1 || changed.text.startsWith((note.note ?? "").replace(/…$/, "")));
  return isShown ? { ...note, note: text } : note;
}
