/** @typedef {import("./types.js").Coding} Coding */
/** @typedef {import("./types.js").Run} Run */

/** Stands in a code's place for a passage with a memo of its own: it is drawn among the coded ones, and is no coding. */
export const noteCode = "memo";

/** At least the characters of one line: two runs over several units that keep this far apart cannot share a line. */
const lineOfText = 110;
/** Underlines drawn under one word. */
export const levels = 3;
/** Above this many characters a passage is underlined only while it is selected. */
export const underlineLimit = 230;

/**
 * What is drawn, by unit: a set of runs for each unit (a paragraph or a table). A coding touches one or two units, so adding, moving
 * and removing look at one to three small sets; no tree is needed at this size.
 */
export class RunIndex {
  /** @param {number} units @param {(offset: number) => number} unitAt @param {boolean} merging whether codings of one code that touch become one run */
  constructor(units, unitAt, merging) {
    this.unitAt = unitAt;
    this.merging = merging;
    /** @type {Set<Run>[]} */
    this.units = Array.from({ length: units }, () => new Set());
    /** @type {Map<string, Set<Run>>} */
    this.byCode = new Map();
    /** @type {Map<string, Run>} */
    this.byCoding = new Map();
    /** @type {Map<string, Run>} */
    this.byKey = new Map();
  }

  /** @param {Iterable<Coding>} codings */
  fill(codings) {
    const sorted = [...codings].sort(inReadingOrder);
    if (!this.merging) {
      for (const c of sorted) this.insert([c]);
      return;
    }
    // one pass: the open group of each code grows while the next coding touches it
    /** @type {Map<string, { items: Coding[], e: number }>} */
    const open = new Map();
    /** @type {Coding[][]} */
    const groups = [];
    for (const c of sorted) {
      const g = open.get(c.code);
      if (g && c.s <= g.e) {
        g.items.push(c);
        g.e = Math.max(g.e, c.e);
      } else {
        const items = [c];
        open.set(c.code, { items, e: c.e });
        groups.push(items);
      }
    }
    for (const g of groups) this.insert(g);
  }

  /** @param {Coding} c @returns {Set<number>} the units to paint again */
  add(c) {
    const changed = new Set();
    if (!this.merging) {
      mark(changed, this.insert([c]));
      return changed;
    }
    const touching = [...(this.byCode.get(c.code) ?? [])].filter(r => r.s <= c.e && r.e >= c.s);
    for (const r of touching) {
      mark(changed, r);
      this.take(r);
    }
    this.regroup([...touching.flatMap(r => r.items), c], changed);
    return changed;
  }

  /** @param {string} id @returns {Set<number>} */
  remove(id) {
    const changed = new Set();
    const run = this.byCoding.get(id);
    if (!run) return changed;
    mark(changed, run);
    this.take(run);
    this.regroup(run.items.filter(c => c.id !== id), changed);
    return changed;
  }

  /** @param {Coding[]} items @param {Set<number>} changed */
  regroup(items, changed) {
    items.sort(inReadingOrder);
    /** @type {Coding[]} */
    let group = [];
    let end = -1;
    const close = () => {
      if (group.length) mark(changed, this.insert(group));
    };
    for (const c of items) {
      if (group.length && c.s <= end) group.push(c);
      else {
        close();
        group = [c];
        end = -1;
      }
      end = Math.max(end, c.e);
    }
    close();
  }

  /** @param {Coding[]} items @returns {Run} */
  insert(items) {
    const first = /** @type {Coding} */ (items[0]);
    const s = Math.min(...items.map(c => c.s)), e = Math.max(...items.map(c => c.e));
    /** @type {Run} */
    const run = { key: first.id, code: first.code, s, e, items, a: this.unitAt(s), z: this.unitAt(Math.max(s, e - 1)), lane: -1, level: levels };
    const crossing = run.a !== run.z, lanes = new Set(), taken = new Set();
    for (let u = run.a; u <= run.z; u++) {
      for (const x of this.unit(u)) {
        if (x.s < e && x.e > s) taken.add(x.level);
        if (crossing && x.a !== x.z && x.s < e + lineOfText && x.e + lineOfText > s) lanes.add(x.lane);
      }
    }
    if (crossing) {
      run.lane = 0;
      while (lanes.has(run.lane)) run.lane++;
    }
    if (e - s <= underlineLimit) {
      run.level = 0;
      while (run.level < levels && taken.has(run.level)) run.level++;
    }
    for (let u = run.a; u <= run.z; u++) this.unit(u).add(run);
    let same = this.byCode.get(run.code);
    if (!same) this.byCode.set(run.code, same = new Set());
    same.add(run);
    for (const c of items) this.byCoding.set(c.id, run);
    this.byKey.set(run.key, run);
    return run;
  }

  /** @param {Run} run */
  take(run) {
    for (let u = run.a; u <= run.z; u++) this.unit(u).delete(run);
    this.byCode.get(run.code)?.delete(run);
    for (const c of run.items) this.byCoding.delete(c.id);
    this.byKey.delete(run.key);
  }

  /** @param {number} u */
  unit(u) {
    return /** @type {Set<Run>} */ (this.units[u]);
  }

  /** A unit's runs in reading order, the longest first where two start together. @param {number} u */
  ordered(u) {
    return [...this.unit(u)].sort(inReadingOrder);
  }

  /** The next run after (or before) a place, in reading order. @param {{ s: number, e: number, key?: string }} from @param {1 | -1} way @returns {Run | null} */
  step(from, way) {
    const start = Math.min(this.unitAt(from.s), this.units.length - 1);
    for (let u = start; u >= 0 && u < this.units.length; u += way) {
      // a run belongs to the unit it begins in, or it would come twice
      const here = this.ordered(u).filter(r => r.a === u && (way > 0 ? inReadingOrder(r, from) > 0 : inReadingOrder(r, from) < 0));
      const found = way > 0 ? here[0] : here.at(-1);
      if (found) return found;
    }
    return null;
  }
}

/** @param {{ s: number, e: number, id?: string, key?: string }} x @param {{ s: number, e: number, id?: string, key?: string }} y */
export function inReadingOrder(x, y) {
  if (x.s !== y.s) return x.s - y.s;
  if (x.e !== y.e) return y.e - x.e;
  const a = x.key ?? x.id ?? "", b = y.key ?? y.id ?? "";
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param {Set<number>} changed @param {Run} run */
function mark(changed, run) {
  for (let u = run.a; u <= run.z; u++) changed.add(u);
}
