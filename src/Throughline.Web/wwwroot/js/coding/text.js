/** @typedef {import("./types.js").Block} Block */
/** @typedef {import("./types.js").Span} Span */

const sentenceBreaks = new Intl.Segmenter("en", { granularity: "sentence" });
const wordBreaks = new Intl.Segmenter("en", { granularity: "word" });
const graphemeBreaks = new Intl.Segmenter("en", { granularity: "grapheme" });
// A full stop after these does not end a sentence, whatever the segmenter says.
const shortForm = /(?:^|[\s(“"‘'])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|Rev|No|Fig|cf|vs|approx|e\.g|i\.e)\.\s+$/u;

/** @typedef {"sentence" | "paragraph" | "turn"} Step */

/** One revision's text with its blocks and turns: everything that can be known of a position without looking at the page. */
export class SourceText {
  /** @param {import("./types.js").TextAnswer} answer */
  constructor(answer) {
    this.text = answer.text;
    this.blocks = answer.blocks;
    this.turns = answer.turns;
    this.speakers = answer.speakers;
    this.pages = answer.pages;
    this.starts = answer.blocks.map(b => b.s);
    this.turnStarts = answer.turns.map(t => t.s);
    this.hideLabels();
    /** @type {Map<number, Span[]>} */
    this.sentenceCache = new Map();
  }

  /** A speaker's label and a printed time stand in the gutter; in the column the turn begins with its words. Positions stay those of the text. */
  hideLabels() {
    for (const turn of this.turns) {
      const words = Math.min(turn.w ?? turn.s, turn.e);
      if (words <= turn.s) continue;
      for (let i = this.blockAt(turn.s); i < this.blocks.length && this.block(i).s < words; i++) this.block(i).s = Math.min(words, this.block(i).e);
      turn.s = words;
    }
  }

  /** The block a position falls in; the line end after a block belongs to it. @param {number} o */
  blockAt(o) {
    return Math.max(0, lastAtOrBefore(this.starts, o));
  }

  /** @param {number} o */
  turnAt(o) {
    const i = lastAtOrBefore(this.turnStarts, o);
    const turn = this.turns[i];
    return turn && o <= turn.e ? i : -1;
  }

  /** @param {number} i */
  block(i) {
    return /** @type {Block} */ (this.blocks[i]);
  }

  /** The number printed in the document where it has one, else its own. @param {number} i */
  number(i) {
    const b = this.block(i);
    return b.p ?? (b.n === undefined ? "" : String(b.n));
  }

  /** "4" or "4 to 6". @param {Span} span */
  paragraphs({ s, e }) {
    const first = this.number(this.blockAt(s)), last = this.number(this.blockAt(Math.max(s, e - 1)));
    return first === last || !last ? first : `${first} to ${last}`;
  }

  /** @param {Span} span */
  slice({ s, e }) {
    return this.text.slice(s, e);
  }

  /** Sentences of a block, without the space between them. @param {number} i @returns {Span[]} */
  sentences(i) {
    const known = this.sentenceCache.get(i);
    if (known) return known;
    const b = this.block(i), text = this.text.slice(b.s, b.e);
    /** @type {Span[]} */
    const found = [];
    let held = -1;
    for (const { segment, index } of sentenceBreaks.segment(text)) {
      const s = held < 0 ? index : held;
      if (shortForm.test(segment) && index + segment.length < text.length) {
        held = s;
        continue;
      }
      held = -1;
      const raw = text.slice(s, index + segment.length), kept = raw.trimEnd(), lead = kept.length - kept.trimStart().length;
      if (kept.length > lead) found.push({ s: b.s + s + lead, e: b.s + s + kept.length });
    }
    this.sentenceCache.set(i, found);
    return found;
  }

  /**
   * The sentence, paragraph or turn at a position; the next one when the position lies between two.
   * @param {Step} step @param {number} o @returns {Span | null}
   */
  at(step, o) {
    if (step === "turn") {
      const i = this.turnAt(o);
      if (i >= 0) return this.trimmed(/** @type {Span} */ (this.turns[i]));
      return this.turns.length ? this.after("turn", o) : this.at("paragraph", o);
    }
    const i = this.blockAt(o);
    if (step === "paragraph") return this.trimmed(this.block(i));
    return this.sentences(i).find(x => x.e > o) ?? this.after("sentence", this.block(i).e);
  }

  /** The next one that starts at or after a position. @param {Step} step @param {number} o @returns {Span | null} */
  after(step, o) {
    if (step === "turn") {
      const t = this.turns.find(x => x.s >= o);
      return t ? this.trimmed(t) : this.turns.length ? null : this.after("paragraph", o);
    }
    for (let i = this.blockAt(o); i < this.blocks.length; i++) {
      const found = step === "paragraph" ? (this.block(i).s >= o ? this.trimmed(this.block(i)) : null) : this.sentences(i).find(x => x.s >= o);
      if (found && found.e > found.s) return found;
    }
    return null;
  }

  /** The last one that ends at or before a position. @param {Step} step @param {number} o @returns {Span | null} */
  before(step, o) {
    if (step === "turn") {
      const t = this.turns.findLast(x => x.e <= o);
      return t ? this.trimmed(t) : this.turns.length ? null : this.before("paragraph", o);
    }
    for (let i = this.blockAt(o); i >= 0; i--) {
      const found = step === "paragraph" ? (this.block(i).e <= o ? this.trimmed(this.block(i)) : null) : this.sentences(i).findLast(x => x.e <= o);
      if (found && found.e > found.s) return found;
    }
    return null;
  }

  /** @param {Span} span @returns {Span} */
  trimmed({ s, e }) {
    const raw = this.text.slice(s, e);
    const lead = raw.length - raw.trimStart().length;
    return { s: s + lead, e: Math.max(s + lead, s + raw.trimEnd().length) };
  }

  /** Widens a range to whole characters as people see them, and drops line ends at its edges. @param {Span} span @returns {Span} */
  snapped({ s, e }) {
    while (s < e && this.text[s] === "\n") s++;
    while (e > s && this.text[e - 1] === "\n") e--;
    if (s === e) return { s, e };
    return { s: this.grapheme(s)?.s ?? s, e: this.grapheme(e - 1)?.e ?? e };
  }

  /** The grapheme a code unit belongs to. @param {number} o @returns {Span | null} */
  grapheme(o) {
    const b = this.block(this.blockAt(o));
    if (o >= b.e) return null;
    const found = graphemeBreaks.segment(this.text.slice(b.s, b.e)).containing(o - b.s);
    return found ? { s: b.s + found.index, e: b.s + found.index + found.segment.length } : null;
  }

  /** Where the next word ends after a position, over the ends of blocks. @param {number} o */
  wordEndAfter(o) {
    for (let i = this.blockAt(o); i < this.blocks.length; i++) {
      for (const w of this.words(i)) if (w.e > o) return this.withPunctuation(w.e, this.block(i).e);
      if (this.block(i).e > o && this.words(i).length === 0) return this.block(i).e;
    }
    return o;
  }

  /** Where the last word ends before a position. @param {number} o */
  wordEndBefore(o) {
    for (let i = this.blockAt(Math.max(0, o - 1)); i >= 0; i--) {
      const w = this.words(i).findLast(x => this.withPunctuation(x.e, this.block(i).e) < o);
      if (w) return this.withPunctuation(w.e, this.block(i).e);
    }
    return o;
  }

  /** @param {number} o */
  wordStartAfter(o) {
    for (let i = this.blockAt(o); i < this.blocks.length; i++) {
      const w = this.words(i).find(x => x.s > o);
      if (w) return w.s;
    }
    return o;
  }

  /** @param {number} o */
  wordStartBefore(o) {
    for (let i = this.blockAt(o); i >= 0; i--) {
      const w = this.words(i).findLast(x => x.s < o);
      if (w) return w.s;
    }
    return o;
  }

  /** @param {number} i @returns {Span[]} */
  words(i) {
    const b = this.block(i);
    const found = [];
    for (const w of wordBreaks.segment(this.text.slice(b.s, b.e))) if (w.isWordLike) found.push({ s: b.s + w.index, e: b.s + w.index + w.segment.length });
    return found;
  }

  /** A word's end with the marks that close it: a full stop goes with the word before it. @param {number} o @param {number} limit */
  withPunctuation(o, limit) {
    while (o < limit && /[^\s\p{L}\p{N}(\[“‘]/u.test(/** @type {string} */ (this.text[o]))) o++;
    return o;
  }

  /** @param {Span} span */
  wordCount(span) {
    let n = 0;
    for (const w of wordBreaks.segment(this.slice(span))) if (w.isWordLike) n++;
    return n;
  }
}

/** Index of the last number not above `value`, or -1. @param {readonly number[]} sorted @param {number} value */
export function lastAtOrBefore(sorted, value) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (sorted[middle]) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
