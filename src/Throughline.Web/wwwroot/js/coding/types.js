/**
 * The shapes the coding page and the server exchange (docs/coding-api.md), and the page's own.
 * Positions are UTF-16 offsets into the revision's text; ranges are half-open.
 *
 * @typedef {"paragraph" | "heading" | "listItem" | "tableCell" | "caption" | "footnote" | "cue"} BlockKind
 * @typedef {{ s: number, e: number }} Span
 * @typedef {Span & { k: BlockKind, l?: number, n?: number, p?: string, t?: number, r?: number, c?: number, h?: boolean }} Block
 * @typedef {Span & { w?: number, sp: number, q: boolean }} Turn  `w` is where the words begin, after the label and any time
 * @typedef {{ id: string, label: string, name: string, isInterviewer: boolean }} Speaker
 * @typedef {{ id: string, title: string }} SourceLink
 * @typedef {{ id: string, number: number, title: string, kind: string, about: string, revision: { id: string, number: number }, isNewest: boolean }} Source
 * @typedef {{ source: Source, text: string, blocks: Block[], turns: Turn[], speakers: Speaker[], pages: { s: number, label: string }[],
 *   previous: SourceLink | null, next: SourceLink | null, lastPosition: number | null }} TextAnswer
 *
 * @typedef {{ id: string, parent: string | null, name: string, path: string, definition?: string, whenToUse?: string, whenNot?: string, example?: string,
 *   colour: number, order: number, isGroup: boolean, origin: string, retired: boolean, all: number }} Code
 * @typedef {{ version: number, codes: Code[] }} CodebookAnswer
 *
 * @typedef {{ id: string, code: string, s: number, e: number, by: string, at: string, suggested: boolean, memo: boolean, note?: string, memos?: number }} Coding  `note` and `memos` where it stands for a passage with a memo of its own
 * @typedef {{ id: string, name: string, isMe: boolean }} Analyst
 * @typedef {{ seq: number, codings: Coding[], removed?: string[], analysts: Analyst[], hidden: { analyst: string, name: string }[],
 *   assignment: { finished: boolean } | null, noted: (Span & { id: string, by: string, at: string, text: string, memos: number })[] }} CodingsAnswer  `noted` are the passages with a memo of their own
 * @typedef {{ id: string, text: string, by: string, byName: string, at: string }} Memo
 * @typedef {{ kind: string, id: string, kindLabel: string, label: string, href: string | null, quoted: boolean, here: boolean, open: boolean }} ThreadNode
 *
 * @typedef {object} Run A bracket: one coding, or, when several analysts are shown, codings of one code that touch or overlap.
 * @property {string} key the first coding's id
 * @property {string} code `noteCode` for a passage with a memo of its own
 * @property {number} s
 * @property {number} e
 * @property {Coding[]} items
 * @property {number} a the first unit it touches
 * @property {number} z the last
 * @property {number} lane the column, for runs over several units (others find theirs when painted); -1 until found
 * @property {number} level which of three underlines; 3 when there is no room for another
 *
 * @typedef {Span & { coding: string | null, words: number }} Selected The passage now selected, and the coding that was chosen, if one was.
 */
export {};
