// @ts-check
// What a page does with the focus and with a read-only text area, in which words are chosen alike by mouse, by touch and by keyboard.

/** @param {string} id */
export function focus(id) {
  document.getElementById(id)?.focus();
}

/** A page was come to: the focus goes to its heading, unless somebody has put it on something of the page meanwhile. A link is what brought them. */
export function arrive() {
  const now = document.activeElement;
  if (now && !now.closest("a[href]") && document.querySelector("main")?.contains(now)) return;
  const heading = document.querySelector("h1");
  if (!heading) return;
  if (!heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  heading.focus();
}

/** What is selected, in UTF-16 code units of the area's words.
 * @param {string} id @returns {[number, number]} */
export function selection(id) {
  const area = /** @type {HTMLTextAreaElement | null} */ (document.getElementById(id));
  return area ? [area.selectionStart, area.selectionEnd] : [0, 0];
}

/** @param {string} id @param {number} start @param {number} end */
export function select(id, start, end) {
  const area = /** @type {HTMLTextAreaElement | null} */ (document.getElementById(id));
  if (!area) return;
  area.focus();
  area.setSelectionRange(start, end, "forward");
}
