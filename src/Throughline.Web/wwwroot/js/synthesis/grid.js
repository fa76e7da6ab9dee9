// @ts-check
// The translation grid: one tab stop, arrows move inside it, one listener for all cells. Constructs go to another cell of their study by drag or by keys.

/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Server */

/** @type {WeakMap<HTMLElement, { stop: AbortController, server: Server, height: number, width: number, at: string | null, turn: Promise<unknown> }>} */
const grids = new WeakMap();
/** What is carried by key or mouse. @type {{ construct: string, study: string, from: string | null } | null} */
let carried = null;

/** @param {HTMLElement} box @param {Server} server @param {number} height of a line @param {number} width of a column @param {number} first width of the column of names */
export function attach(box, server, height, width, first) {
  const stop = new AbortController();
  grids.set(box, { stop, server, height, width, at: null, turn: Promise.resolve() });
  const on = { signal: stop.signal };
  box.addEventListener("click", e => {
    const cell = cellOf(e.target);
    if (!cell) return;
    if (carried && mayTake(cell)) put(box, cell);
    else choose(box, cell);
  }, on);
  box.addEventListener("keydown", e => inside(box, e), on);
  document.addEventListener("keydown", e => anywhere(box, e), on);
  // Of a cell with several constructs each is in the panel beside the grid, and is carried from there.
  const aside = box.closest("main")?.querySelector(".syn-aside");
  for (const part of [box, aside]) {
    part?.addEventListener("dragstart", e => {
      const from = carriedFrom(e.target);
      if (!from || !(e instanceof DragEvent) || !e.dataTransfer) return;
      carry(box, from);
      e.dataTransfer.setData("text/plain", from.dataset.construct ?? "");
      e.dataTransfer.effectAllowed = "move";
    }, on);
    part?.addEventListener("dragend", () => drop(box), on);
  }
  aside?.addEventListener("click", e => {
    const from = carriedFrom(e.target);
    if (from) pick(box, from);
  }, on);
  aside?.addEventListener("keydown", e => {
    const from = e instanceof KeyboardEvent && !e.ctrlKey && !e.metaKey && !e.altKey && e.key.toLowerCase() === "p" ? carriedFrom(e.target) : null;
    if (!from) return;
    e.preventDefault();
    pick(box, from);
  }, on);
  box.addEventListener("dragover", e => {
    if (carried && mayTake(e.target)) e.preventDefault();
  }, on);
  box.addEventListener("drop", e => {
    const cell = mayTake(e.target);
    if (!carried || !cell) return;
    e.preventDefault();
    put(box, cell);
  }, on);
  // Lines and columns are asked for before the drawn ones run out, and one drawing at a time: a request a frame would keep the page busy with drawing what is left again at once.
  let asking = false, asked = "";
  const near = () => {
    const rows = box.querySelectorAll("tr[data-row]");
    const [down, across] = [box.classList.contains("syn-windowed"), box.classList.contains("syn-across")];
    if (asking || stop.signal.aborted || rows.length === 0 || !down && !across) return;
    const from = Number(rows[0].getAttribute("data-row")), to = Number(rows[rows.length - 1].getAttribute("data-row"));
    const top = down ? Math.floor(box.scrollTop / height) : 0, bottom = Math.ceil((box.scrollTop + box.clientHeight) / height);
    const left = across ? Math.floor(box.scrollLeft / width) : 0, right = Math.ceil((box.scrollLeft + box.clientWidth - first) / width);
    const linesDo = !down || (from === 0 || top - from >= 4) && (to >= Number(box.dataset.lines) - 1 || to - bottom >= 4);
    const columnsDo = !across || (Number(box.dataset.left) === 0 || left - Number(box.dataset.left) >= 3) && (Number(box.dataset.right) >= Number(box.dataset.columns) || Number(box.dataset.right) - right >= 3);
    const here = `${top}/${left}/${right}`;
    if (linesDo && columnsDo) {
      // what is seen is there: the next gap is asked for wherever it opens, also where one was before
      asked = "";
      return;
    }
    if (here === asked) return;
    [asking, asked] = [true, here];
    server.invokeMethodAsync("ShowFrom", top, left, Math.max(1, right - left)).catch(unlessLeft(stop.signal)).finally(() => {
      asking = false;
      requestAnimationFrame(near);
    });
  };
  box.addEventListener("scroll", near, { signal: stop.signal, passive: true });
  addEventListener("resize", near, { signal: stop.signal, passive: true });
  near();
  drawn(box);
  box.dataset.ready = "true";
}

/** Who went on to another page wants no answer: asking its server fails, and nothing is wrong. @param {AbortSignal} left */
const unlessLeft = left => (/** @type {unknown} */ reason) => {
  if (!left.aborted) throw reason;
};

/** One thing after the other: what a key decides is decided of the cell on which it was pressed. @param {HTMLElement} box @param {(server: Server) => Promise<unknown>} ask */
function inTurn(box, ask) {
  const grid = grids.get(box);
  if (!grid) return;
  const done = grid.turn.then(() => ask(grid.server));
  grid.turn = done.catch(() => undefined);
  done.catch(unlessLeft(grid.stop.signal));
}

/** @param {HTMLElement} box */
export function detach(box) {
  grids.get(box)?.stop.abort();
  grids.delete(box);
}

/** After every drawing: the tab stop stays where it was. @param {HTMLElement} box */
export function drawn(box) {
  const grid = grids.get(box);
  const cells = [...box.querySelectorAll(".syn-cell")];
  if (!grid || cells.length === 0) return;
  const current = cells.find(c => c === document.activeElement) ?? cells.find(c => keyOf(c) === grid.at) ?? cells.find(c => c.getAttribute("aria-pressed") === "true") ?? cells[0];
  for (const c of box.querySelectorAll(".syn-cell[tabindex='0']")) if (c !== current) c.setAttribute("tabindex", "-1");
  if (current.getAttribute("tabindex") !== "0") current.setAttribute("tabindex", "0");
}

/** @param {HTMLElement} box @param {string} study @param {string} concept @param {number} row @param {number | null} left the column to begin from, where its own is not near */
export function show(box, study, concept, row, left) {
  const grid = grids.get(box);
  if (!grid) return;
  grid.at = `${study}/${concept}`;
  if (box.classList.contains("syn-windowed")) box.scrollTop = Math.max(0, (row - 2) * grid.height);
  if (left !== null) box.scrollLeft = left * grid.width;
  const look = (/** @type {number} */ tries) => {
    const cell = box.querySelector(`.syn-cell[data-study="${study}"][data-concept="${concept}"]`);
    if (cell instanceof HTMLElement) {
      drawn(box);
      cell.focus();
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    else if (tries > 0) requestAnimationFrame(() => look(tries - 1));
  };
  look(60);
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function cellOf(target) {
  return target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(".syn-cell")) : null;
}

/** @param {Element} cell */
const keyOf = cell => `${cell.getAttribute("data-study")}/${cell.getAttribute("data-concept")}`;

/** @param {HTMLElement} box @param {HTMLElement} cell */
function choose(box, cell) {
  const grid = grids.get(box);
  if (!grid) return;
  grid.at = keyOf(cell);
  drawn(box);
  const { study, concept } = cell.dataset;
  inTurn(box, server => server.invokeMethodAsync("ChooseAsync", study, concept));
}

/** @param {HTMLElement} box @param {KeyboardEvent} e */
function inside(box, e) {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const cell = cellOf(e.target) ?? (e.target instanceof Element ? e.target.closest(".syn-chip") : null);
  if (!(cell instanceof HTMLElement)) return;
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[e.key];
  if (step) {
    e.preventDefault();
    const row = /** @type {HTMLTableRowElement | null} */ (cell.closest("tr"));
    const td = /** @type {HTMLTableCellElement | null} */ (cell.closest("td"));
    if (!row || !td) return;
    const there = step[0] === 0 ? row : /** @type {HTMLTableRowElement | null} */ (step[0] > 0 ? row.nextElementSibling : row.previousElementSibling);
    const next = there?.cells[td.cellIndex + step[1]]?.querySelector("button");
    if (!(next instanceof HTMLElement)) return;
    const grid = grids.get(box);
    if (grid && next.classList.contains("syn-cell")) grid.at = keyOf(next);
    if (next.classList.contains("syn-cell")) for (const c of box.querySelectorAll(".syn-cell[tabindex='0']")) c.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }
  else if (e.key === "Escape" && carried) drop(box);
  else if (e.key.toLowerCase() === "p" || (e.key === "Enter" && carried)) {
    e.preventDefault();
    e.stopPropagation();
    if (!carried) {
      if (cell.dataset.construct) carry(box, cell);
    }
    else if (mayTake(cell)) put(box, cell);
  }
}

/** @param {HTMLElement} box @param {KeyboardEvent} e */
function anywhere(box, e) {
  const field = e.target instanceof Element && e.target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable], dialog");
  if (field || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented) return;
  const key = e.key.toLowerCase();
  if (!["n", "r", "t", "x", "0", "m"].includes(key)) return;
  const cell = cellOf(e.target);
  if (!grids.has(box)) return;
  e.preventDefault();
  // What a key decides is decided of the cell that has the focus, whatever is drawn as chosen yet.
  const { study, concept } = cell?.dataset ?? {};
  inTurn(box, async server => {
    if (study && key !== "n") await server.invokeMethodAsync("ChooseAsync", study, concept);
    await server.invokeMethodAsync("KeyAsync", key);
  });
}

/** @param {HTMLElement} box @param {HTMLElement} from */
function carry(box, from) {
  carried = { construct: from.dataset.construct ?? "", study: from.dataset.study ?? "", from: from.dataset.concept ?? null };
  box.classList.add("syn-carrying");
  from.classList.add("syn-carried");
  for (const cell of box.querySelectorAll(`.syn-cell[data-study="${carried.study}"]`)) cell.classList.add("syn-may");
}

/** What is carried when it is taken here. @param {EventTarget | null} target @returns {HTMLElement | null} */
function carriedFrom(target) {
  return target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-construct]")) : null;
}

/** Picks up what is beside the grid, and goes to the cell it is in: from there it is put down by key or by a click. @param {HTMLElement} box @param {HTMLElement} from */
function pick(box, from) {
  carry(box, from);
  const cell = box.querySelector(`.syn-cell[data-study="${from.dataset.study}"][data-concept="${from.dataset.concept}"]`);
  if (cell instanceof HTMLElement) cell.focus();
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function mayTake(target) {
  const cell = cellOf(target);
  return cell && carried && cell.dataset.study === carried.study && cell.dataset.concept !== carried.from ? cell : null;
}

/** @param {HTMLElement} box @param {HTMLElement} cell */
function put(box, cell) {
  const what = carried;
  drop(box);
  const grid = grids.get(box);
  if (!what || !grid) return;
  grid.at = keyOf(cell);
  const { concept } = cell.dataset;
  inTurn(box, server => server.invokeMethodAsync("PutAsync", what.construct, what.from, concept));
}

/** @param {HTMLElement} box */
function drop(box) {
  carried = null;
  box.classList.remove("syn-carrying");
  for (const cell of document.querySelectorAll(".syn-may, .syn-carried")) cell.classList.remove("syn-may", "syn-carried");
}

/** Puts the focus where a memo is written, once its field is drawn. */
export function toMemo() {
  const look = (/** @type {number} */ tries) => {
    const field = document.querySelector(".syn-aside .write textarea");
    if (field instanceof HTMLElement) field.focus();
    else if (tries > 0) requestAnimationFrame(() => look(tries - 1));
  };
  look(120);
}

/** Puts the focus on the first field of the panel beside the grid. */
export function toPanel() {
  const field = document.querySelector(".syn-aside input[type=radio]:checked, .syn-aside input[type=radio]");
  if (field instanceof HTMLElement) field.focus();
}
