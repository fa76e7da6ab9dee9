// @ts-check
/** Puts the focus on a heading, so that the keyboard and a screen reader go on from there.
 * @param {string} id */
export function focus(id) {
  document.getElementById(id)?.focus({ preventScroll: false })
}
