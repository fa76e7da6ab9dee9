// What the comparing pages need beyond Blazor: arrows between the cells of a matrix (one tab stop), and copying a quotation.

/** @param {HTMLElement} root */
export function cells(root) {
  const table = root?.querySelector("table[data-cells]"); // the page may have been left while this file was on its way
  if (!(table instanceof HTMLTableElement)) return;
  const buttons = [...table.querySelectorAll("td button")];
  const current = buttons.find(b => b === document.activeElement) ?? buttons.find(b => b.getAttribute("aria-pressed") === "true") ?? buttons.find(b => b.getAttribute("tabindex") === "0") ?? buttons[0];
  for (const b of buttons) b.setAttribute("tabindex", b === current ? "0" : "-1");
  if (table.dataset.arrows) return;
  table.dataset.arrows = "on";
  table.addEventListener("keydown", e => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[e.key];
    const from = e.target instanceof Element ? e.target.closest("td") : null;
    if (!step || !from) return;
    e.preventDefault();
    const rows = [...table.tBodies[0].rows];
    let y = rows.indexOf(/** @type {HTMLTableRowElement} */ (from.parentElement));
    let x = from.cellIndex;
    for (y += step[0], x += step[1]; rows[y]?.cells[x]; y += step[0], x += step[1]) {
      const next = rows[y].cells[x].querySelector("button");
      if (!next || rows[y].cells[x].tagName !== "TD") continue;
      for (const b of table.querySelectorAll("td button[tabindex='0']")) b.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
      break;
    }
  });
}

const once = /** @type {{ throughlineCopies?: boolean }} */ (globalThis);
if (!once.throughlineCopies) {
  once.throughlineCopies = true;
  document.addEventListener("click", async e => {
    const button = e.target instanceof Element ? e.target.closest("[data-copy]") : null;
    if (!(button instanceof HTMLElement)) return;
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy ?? "");
      button.textContent = "Copied";
    } catch {
      button.textContent = "The browser did not let it be copied";
    }
    setTimeout(() => { button.textContent = said; }, 1500);
  });
}
