import { Refused, Unreachable } from "./api.js";

/**
 * @typedef {"code" | "add" | "change" | "remove" | "accept" | "memo" | "memoRemove"} EntryKind
 * @typedef {object} Entry One change on its way to the server. Plain data, so that it survives a reload of the page.
 * @property {EntryKind} kind
 * @property {string} method
 * @property {string} path
 * @property {any} body
 * @property {string[]} ids the codings (or code, or memo) it is about
 * @property {any} back what taking it back needs
 *
 * @typedef {object} Heard
 * @property {(entry: Entry, answer: any) => void} done
 * @property {(entry: Entry, reason: string) => void} refused
 * @property {() => void} changed how many wait, or whether the server is reached, has changed
 */

const waits = [1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * Changes go to the server one after another, in the order they were made. What the server refuses is told and taken back; what does not
 * reach it stays here, in this tab's session storage too, and is sent again with the same ids, so that twice is the same as once.
 */
export class Outbox {
  /** @param {import("./api.js").Api} api @param {string} name what to keep them under @param {Heard} heard */
  constructor(api, name, heard) {
    this.api = api;
    this.name = name;
    this.heard = heard;
    /** @type {Entry[]} */
    this.entries = remembered(name);
    this.sending = false;
    this.failures = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.keeping = undefined;
    /** @type {{ after: Entry | null, run: () => Promise<unknown> }[]} what is done between changes */
    this.turns = [];
  }

  /** Whether changes wait because the server was not reached. */
  get isStuck() {
    return this.failures > 0 && this.entries.length > 0;
  }

  /** @param {Entry} entry */
  push(entry) {
    const last = this.entries.at(-1);
    const unsent = this.entries.length > (this.sending ? 1 : 0);
    if (last && unsent && !this.turns.length && entry.kind === "change" && last.kind === "change" && last.path === entry.path) {
      // an end moved word by word is one change
      last.body = { ...last.body, ...entry.body };
      last.back = { ...entry.back, ...last.back };
    } else {
      this.entries.push(entry);
    }
    this.keep();
    if (!this.timer) void this.pump();
    else this.heard.changed();
  }

  /** Whether a change to this thing is still on its way. @param {string} id */
  touches(id) {
    return this.entries.some(x => about(x).includes(id));
  }

  /** Takes the newest change out again if it has not left. @returns {Entry | null} */
  takeBack() {
    if (!this.isStuck || this.sending) return null;
    const entry = this.entries.pop() ?? null;
    this.keep();
    if (!this.entries.length) this.failures = 0;
    this.heard.changed();
    return entry;
  }

  /** Forgets what rests on something that was refused. @param {string[]} ids @returns {Entry[]} newest first */
  dropAbout(ids) {
    const gone = this.entries.filter((x, i) => !(i === 0 && this.sending) && x.ids.some(id => ids.includes(id)));
    this.entries = this.entries.filter(x => !gone.includes(x));
    this.keep();
    return gone.reverse();
  }

  /**
   * Does something after all that was made so far and before what is made later; at once when the server cannot be reached.
   * @template T @param {() => Promise<T>} work @returns {Promise<T>}
   */
  between(work) {
    return new Promise((done, failed) => {
      this.turns.push({ after: this.entries.at(-1) ?? null, run: () => work().then(done, failed) });
      this.retry();
    });
  }

  /** Tries now rather than after the wait. */
  retry() {
    clearTimeout(this.timer);
    this.timer = undefined;
    void this.pump();
  }

  async pump() {
    if (this.sending) return;
    this.sending = true;
    for (;;) {
      const turn = this.turns[0];
      if (turn && !(turn.after && this.entries.includes(turn.after))) {
        this.turns.shift();
        await turn.run();
        continue;
      }
      const entry = this.entries[0];
      if (!entry) break;
      try {
        const answer = await this.api.send(entry.method, entry.path, entry.body);
        this.entries.shift();
        this.failures = 0;
        this.keep();
        this.heard.done(entry, answer);
      } catch (e) {
        if (e instanceof Unreachable) {
          this.timer = setTimeout(() => this.retry(), waits[Math.min(this.failures, waits.length - 1)]);
          this.failures++;
          break;
        }
        if (!(e instanceof Refused)) throw e;
        this.entries.shift();
        this.keep();
        this.heard.refused(entry, e.message);
      }
    }
    // not reached: what was to come between says so itself, also what is asked for meanwhile
    for (let turn = this.turns.shift(); turn; turn = this.turns.shift()) await turn.run();
    this.sending = false;
    // asking for a turn has cleared the timer, or something was made meanwhile
    if (this.entries.length) this.timer ??= setTimeout(() => this.retry(), waits[Math.max(0, Math.min(this.failures, waits.length) - 1)]);
    this.heard.changed();
  }

  /** Keeps what waits in the tab's storage: at once while it is little, else at most four times a second. */
  keep() {
    if (this.entries.length <= 20) return this.keepNow();
    this.keeping ??= setTimeout(() => this.keepNow(), 250);
  }

  keepNow() {
    clearTimeout(this.keeping);
    this.keeping = undefined;
    try {
      if (this.entries.length) sessionStorage.setItem(this.name, JSON.stringify(this.entries));
      else sessionStorage.removeItem(this.name);
    } catch {
      // storage is full or switched off: they are still held here, and leaving the page asks first
    }
  }

  dispose() {
    this.keepNow();
    clearTimeout(this.timer);
  }
}

/** The things a change is about; a memo also marks the coding it is on. @param {Entry} entry @returns {string[]} */
export function about(entry) {
  const on = entry.back?.on;
  return typeof on === "string" ? [...entry.ids, on.slice(on.indexOf(":") + 1)] : entry.ids;
}

/** @param {string} name @returns {Entry[]} */
function remembered(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? "[]");
  } catch {
    return [];
  }
}
