// Small helpers for building elements. No markup from strings: what people wrote is only ever text.
// Styles are set through custom properties, which a strict content security policy allows.

const sprite = new URL("../../img/symbols.svg", import.meta.url).href;
const svgSpace = "http://www.w3.org/2000/svg";

/** @typedef {string | number | boolean | null | undefined | ((e: any) => void)} Attribute */
/** @typedef {Node | string | null | undefined | false} Child */

/**
 * Makes an element. `on…` attributes are listeners, false and null leave the attribute out, true writes it empty.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, Attribute>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value === true ? "" : String(value));
  }
  for (const child of children.flat()) if (child) made.append(child);
  return made;
}

/** @param {string} name @param {Record<string, string>} [attributes] */
export function svg(name, attributes = {}) {
  const made = document.createElementNS(svgSpace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** @param {string} name an icon of the sprite, without its prefix */
export function icon(name) {
  const made = svg("svg", { class: "i", "aria-hidden": "true" });
  made.append(svg("use", { href: `${sprite}#i-${name}` }));
  return made;
}

/**
 * A code's mark: twelve inks and shapes; 13 to 24 the same, hollow.
 * @param {number} colour 1 to 24
 */
export function shape(colour) {
  const made = svg("svg", { class: `k ${ink(colour)}${isSecond(colour) ? " hollow" : ""}`, "aria-hidden": "true" });
  made.append(svg("use", { href: `${sprite}#s${step(colour)}` }));
  return made;
}

/** @param {number} colour */
const step = colour => ((Math.max(1, colour) - 1) % 12) + 1;

/** The class that gives a colour's ink. @param {number} colour */
export const ink = colour => `c${step(colour)}`;

/** Whether a colour is one of the second twelve, drawn hollow and dashed. @param {number} colour */
export const isSecond = colour => ((Math.max(1, colour) - 1) % 24) >= 12;

/** @param {HTMLElement} element @param {Record<string, number>} lengths custom properties in CSS pixels */
export function place(element, lengths) {
  for (const [name, value] of Object.entries(lengths)) element.style.setProperty(`--${name}`, `${Math.round(value * 100) / 100}px`);
}

/**
 * Lays the thread that is pulled from words to what rests on them: one bend, down along the right or up along it. All lengths in CSS pixels of the frame it stands in.
 * @param {HTMLElement} pull an element of the class pull
 * @param {{ x: number, y: number }} from the end of the words
 * @param {{ x: number, y: number }} to
 * @param {number} [edge] where it climbs when it goes up, and turns in from there
 */
export function lay(pull, from, to, edge = to.x) {
  const up = to.y < from.y, x = up ? edge : to.x;
  pull.classList.toggle("up", up);
  place(pull, { x: from.x, w: Math.max(0, x - from.x), y: up ? to.y : from.y, h: Math.max(1.5, Math.abs(to.y - from.y) + (up ? 1.5 : 0)), stub: to.x - x });
}

/** @param {string[]} names */
export const listed = names => names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** @param {string} text @param {number} length */
export const shortened = (text, length) => {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= length) return line;
  const cut = line.lastIndexOf(" ", length - 1);
  return `${line.slice(0, cut > length / 2 ? cut : length - 1)}…`;
};

const dayAndMonth = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const dayMonthYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** "14 Nov", with the year once it is another one. @param {string} at ISO 8601 */
export function day(at) {
  const then = new Date(at);
  if (Number.isNaN(then.getTime())) return "";
  return (then.getFullYear() === new Date().getFullYear() ? dayAndMonth : dayMonthYear).format(then);
}

/** @param {string} name */
export const firstName = name => name.split(" ")[0] ?? name;

/** @param {number} n @param {string} one @param {string} [many] */
export const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en-GB")} ${n === 1 ? one : many}`;

/** A new version 7 UUID: made here so that sending a thing twice cannot make it twice. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = BigInt(Date.now());
  for (let i = 0; i < 6; i++) bytes[i] = Number((now >> BigInt(40 - 8 * i)) & 0xffn);
  bytes[6] = (/** @type {number} */ (bytes[6]) & 0x0f) | 0x70;
  bytes[8] = (/** @type {number} */ (bytes[8]) & 0x3f) | 0x80;
  const hex = Array.from(bytes, b => b.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
