// @ts-check
// Joins the words that bear on the field that is open to that field. It is laid anew whenever either of them may have moved.

import { lay } from "./coding/dom.js";

/** @param {HTMLElement} pull @returns {{ stop: () => void }} */
export function start(pull) {
  const work = /** @type {HTMLElement} */ (pull.parentElement);
  const away = new AbortController();
  const range = document.createRange();
  let waiting = 0;

  function draw() {
    waiting = 0;
    const words = [...work.querySelectorAll(".policy-statement .policy-evidence-now")].at(-1) ?? [...work.querySelectorAll(".policy-doc .policy-evidence-now")].at(-1);
    const row = work.querySelector(".policy-fields .policy-current");
    // Of the words themselves: the number after them may stand on the next line.
    if (words) range.selectNodeContents(words);
    const end = words && [...range.getClientRects()].at(-1);
    const frame = work.getBoundingClientRect(), field = row?.getBoundingClientRect(), paper = words?.closest(".policy-doc")?.getBoundingClientRect();
    // One above the other, as on a narrow window, there is no way between them.
    const isApart = !end || !field || !paper || field.left < paper.right;
    pull.hidden = isApart;
    if (isApart) return;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const y = end.bottom - 1.5 - frame.top, top = field.top - frame.top, bottom = field.bottom - frame.top;
    // From above it comes down to the field's line, from below up to it; beside it, straight in.
    lay(pull, { x: end.right - frame.left, y }, { x: field.left - frame.left - .75 * rem + 1.5, y: y < top ? top : y > bottom ? bottom : y });
  }

  const soon = () => { waiting ||= requestAnimationFrame(draw); };
  const changes = new MutationObserver(soon);
  changes.observe(work, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["class", "open"] });
  const sizes = new ResizeObserver(soon);
  sizes.observe(work);
  // What is read stays in sight while the page scrolls, so that the line's end moves along it.
  document.addEventListener("scroll", soon, { capture: true, passive: true, signal: away.signal });
  addEventListener("resize", soon, { signal: away.signal });
  document.fonts.ready.then(soon);
  soon();
  return {
    stop() {
      away.abort();
      changes.disconnect();
      sizes.disconnect();
      if (waiting) cancelAnimationFrame(waiting);
    },
  };
}
