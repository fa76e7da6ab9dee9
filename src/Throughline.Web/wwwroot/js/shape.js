// @ts-check
// The matrix is one tab stop; arrows move inside it. D shows the data table.

let keys = false;

export function attach() {
  const table = /** @type {HTMLTableElement | null} */ (document.querySelector("table[data-shape]"));
  if (table) {
    const buttons = [...table.querySelectorAll("td button")];
    const current = buttons.find(b => b === document.activeElement) ?? buttons.find(b => b.getAttribute("aria-pressed") === "true") ?? buttons.find(b => b.getAttribute("tabindex") === "0") ?? buttons[0];
    for (const b of buttons) b.setAttribute("tabindex", b === current ? "0" : "-1");
    if (!table.dataset.arrows) {
      table.dataset.arrows = "on";
      table.addEventListener("keydown", e => move(table, e));
    }
  }
  if (keys) return;
  keys = true;
  document.addEventListener("keydown", e => {
    const field = e.target instanceof Element && e.target.closest("input, select, textarea, [contenteditable]");
    if (field || e.ctrlKey || e.metaKey || e.altKey || e.key.toLowerCase() !== "d") return;
    const link = /** @type {HTMLElement | null} */ (document.querySelector(".shape-page a[data-table]"));
    if (!link) return;
    e.preventDefault();
    link.click();
  });
}

/** @param {HTMLTableElement} table @param {KeyboardEvent} e */
function move(table, e) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[e.key];
  const from = e.target instanceof Element ? e.target.closest("td") : null;
  if (!step || !from) return;
  e.preventDefault();
  const rows = [...table.tBodies[0].rows];
  const next = rows[rows.indexOf(/** @type {HTMLTableRowElement} */ (from.parentElement)) + step[0]]?.cells[from.cellIndex + step[1]]?.querySelector("button");
  if (!(next instanceof HTMLElement)) return;
  for (const b of table.querySelectorAll("td button[tabindex='0']")) b.setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}

/** @param {string} id */
export function focus(id) {
  document.getElementById(id)?.focus({ preventScroll: true });
}
