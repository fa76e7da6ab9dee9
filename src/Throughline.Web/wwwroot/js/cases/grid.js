// @ts-check
// The grid of cases as a spreadsheet: one tab stop, arrows between cells, Shift with arrows or a drag choose several, typing edits,
// Enter and Tab keep and go on, Esc leaves what was there. Blazor draws the cells; this owns only focus and the one field that lies over the cell being edited.

/**
 * @param {HTMLTableElement} table
 * @param {HTMLElement} editor holds an input and a place for what was refused
 * @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<any> }} page
 */
export function start(table, editor, page) {
  // the page was left while this file was on its way: there is nothing to listen to, and failing would end the next page too
  if (!table || !editor) return { editName: () => undefined, stop: () => undefined };
  const input = /** @type {HTMLInputElement} */ (editor.querySelector('input'));
  const why = /** @type {HTMLElement} */ (editor.querySelector('p'));
  /** @type {HTMLTableCellElement | null} */
  let active = null;
  /** @type {HTMLTableCellElement | null} */
  let editing = null;
  /** @type {HTMLTableCellElement | null} the corner that stays where several cells are chosen; the other is the active cell */
  let anchor = null;
  let dragging = false;
  /** @type {Promise<unknown>} one write after the other, in the order in which they were made */
  let turn = Promise.resolve();

  /** @param {HTMLTableCellElement} cell @param {string} text @returns {Promise<any>} why it was refused, null when it was kept */
  const write = (cell, text) => {
    const id = cell.closest('tr')?.dataset.case, { col } = cell.dataset;
    const done = turn.then(() => page.invokeMethodAsync('Write', id, col, text));
    turn = done.catch(() => undefined);
    return done;
  };

  const rows = () => /** @type {HTMLTableRowElement[]} */ ([...table.tBodies[0].rows]).filter(row => row.dataset.case);

  /** @param {HTMLTableCellElement | null | undefined} cell @param {boolean} [focus] */
  const go = (cell, focus = true) => {
    if (!cell) return;
    if (active && active !== cell) active.tabIndex = -1;
    active = cell;
    cell.tabIndex = 0;
    if (focus) {
      cell.focus({ preventScroll: true });
      cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
  };

  /** The cells chosen, row by row; one when none are. @returns {HTMLTableCellElement[][]} */
  const range = () => {
    if (!active) return [];
    const all = rows(), from = anchor && table.contains(anchor) ? anchor : active;
    const [a, b] = [from, active].map(cell => all.indexOf(/** @type {HTMLTableRowElement} */ (cell.parentElement))).sort((x, y) => x - y);
    const [c, d] = [from, active].map(cell => cell.cellIndex).sort((x, y) => x - y);
    if (a < 0) return [[active]];
    return all.slice(a, b + 1).map(row => [...row.cells].slice(c, d + 1).filter(cell => cell.dataset.col));
  };

  const show = () => {
    for (const cell of table.querySelectorAll('tbody .cs-in')) cell.classList.remove('cs-in'), cell.removeAttribute('aria-selected');
    const chosen = range().flat();
    if (anchor && chosen.length > 1) for (const cell of chosen) cell.classList.add('cs-in'), cell.setAttribute('aria-selected', 'true');
  };

  /** Goes to a cell, and chooses all from the anchor to it when asked to. @param {HTMLTableCellElement | null | undefined} cell @param {boolean} reach */
  const reachOrGo = (cell, reach) => {
    if (!cell) return;
    if (reach) anchor ??= active;
    else anchor = null;
    go(cell);
    show();
  };

  /** @param {number} down @param {number} right */
  const step = (down, right) => {
    if (!active) return null;
    const all = rows();
    const at = all.indexOf(/** @type {HTMLTableRowElement} */ (active.parentElement));
    const row = all[Math.max(0, Math.min(all.length - 1, at + down))];
    return row?.cells[Math.max(0, Math.min(row.cells.length - 1, active.cellIndex + right))];
  };

  /** @param {HTMLTableCellElement} cell @param {string | null} typed null keeps the value there */
  const edit = (cell, typed) => {
    if (!cell.dataset.col) return;
    editing = cell;
    const box = cell.getBoundingClientRect();
    editor.hidden = false;
    const frame = /** @type {HTMLElement} */ (editor.offsetParent);
    const from = frame.getBoundingClientRect();
    editor.style.left = `${box.left - from.left + frame.scrollLeft}px`;
    editor.style.top = `${box.top - from.top + frame.scrollTop}px`;
    editor.style.minWidth = `${Math.max(box.width, 128)}px`;
    input.style.height = `${box.height}px`;
    input.value = typed ?? cell.dataset.v ?? '';
    const choices = `choices-${cell.dataset.col}`;
    if (document.getElementById(choices)) input.setAttribute('list', choices);
    else input.removeAttribute('list');
    input.setAttribute('aria-label', cell.dataset.label ?? 'Value');
    refuse(cell.dataset.why ?? '');
    input.focus();
    if (typed === null) input.select();
  };

  /** @param {string} words */
  const refuse = words => {
    why.textContent = words;
    why.hidden = words === '';
    if (words) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  };

  const close = () => {
    editing = null;
    editor.hidden = true;
    refuse('');
  };

  /** @param {number} down @param {number} right @param {boolean} [focus] */
  const keep = async (down, right, focus = true) => {
    if (!editing) return;
    const cell = editing, text = input.value, isSame = text === (cell.dataset.v ?? '') && !cell.dataset.why;
    // before the answer: what is typed meanwhile belongs to the next cell
    close();
    if (focus) go(cell), go(step(down, right));
    if (isSame) return;
    const was = cell.dataset.v ?? '';
    // opened again before the answer, it holds what was kept
    cell.dataset.v = text;
    let refused;
    try {
      refused = await write(cell, text);
    } catch {
      refused = 'The server was not reached. Try again.';
    }
    if (!refused) return;
    if (cell.dataset.v === text) cell.dataset.v = was;
    if (!table.contains(cell)) return;
    if (editing) {
      void page.invokeMethodAsync('Mark', cell.closest('tr')?.dataset.case, cell.dataset.col, text, refused);
      return;
    }
    go(cell);
    edit(cell, text);
    refuse(refused);
  };

  /** @param {KeyboardEvent} e */
  const onKey = e => {
    const cell = /** @type {HTMLElement} */ (e.target).closest('td, th');
    if (!(cell instanceof HTMLTableCellElement) || !cell.closest('tbody') || !cell.closest('tr')?.dataset.case) return;
    if (e.altKey) return;
    const control = e.ctrlKey || e.metaKey;
    const moves = /** @type {Record<string, () => HTMLTableCellElement | null | undefined>} */ ({
      ArrowUp: () => step(control ? -1e6 : -1, 0), ArrowDown: () => step(control ? 1e6 : 1, 0), ArrowLeft: () => step(0, control ? -1e6 : -1), ArrowRight: () => step(0, control ? 1e6 : 1),
      Home: () => step(control ? -1e6 : 0, -1e6), End: () => step(control ? 1e6 : 0, 1e6), PageUp: () => step(-15, 0), PageDown: () => step(15, 0),
    });
    if (moves[e.key]) {
      e.preventDefault();
      reachOrGo(moves[e.key](), e.shiftKey);
    } else if (e.key === 'Escape' && anchor) {
      anchor = null;
      show();
    } else if (e.key === 'Enter' || e.key === 'F2') {
      e.preventDefault();
      const act = /** @type {HTMLElement | null} */ (cell.querySelector('a, button, input'));
      if (cell.dataset.col) edit(cell, null);
      else act?.click();
    } else if (e.key === ' ' && cell.querySelector('input[type=checkbox]')) {
      e.preventDefault();
      /** @type {HTMLElement} */ (cell.querySelector('input')).click();
    } else if ((e.key === 'Delete' || e.key === 'Backspace') && anchor) {
      e.preventDefault();
      const values = range().map(row => row.filter(one => one.dataset.col !== 'name' && one.dataset.col !== 'kind')).filter(row => row.length > 0);
      if (values.length) lay(values[0][0], values.map(row => row.map(() => '')), true);
    } else if ((e.key === 'Delete' || e.key === 'Backspace') && cell.dataset.col && cell.dataset.col !== 'name' && cell.dataset.col !== 'kind') {
      e.preventDefault();
      void write(cell, '');
    } else if (e.key.length === 1 && !control && cell.dataset.col) {
      e.preventDefault();
      edit(cell, e.key);
    }
  };

  /** @param {KeyboardEvent} e */
  const onEditKey = e => {
    if (e.key === 'Enter') e.preventDefault(), void keep(e.shiftKey ? -1 : 1, 0);
    else if (e.key === 'Tab') e.preventDefault(), void keep(0, e.shiftKey ? -1 : 1);
    else if (e.key === 'Escape') {
      e.preventDefault();
      const cell = editing;
      if (cell?.dataset.why) void page.invokeMethodAsync('Forget', cell.closest('tr')?.dataset.case, cell.dataset.col);
      close();
      go(cell);
    }
    e.stopPropagation();
  };

  /** @param {MouseEvent} e */
  const onPress = e => {
    const cell = /** @type {HTMLElement} */ (e.target).closest('tbody td, tbody th');
    if (cell instanceof HTMLTableCellElement && cell.closest('tr')?.dataset.case && !/** @type {HTMLElement} */ (e.target).closest('a, button, input')) {
      if (editing && cell !== editing) void keep(0, 0, false);
      reachOrGo(cell, e.shiftKey);
      dragging = e.button === 0 && !e.shiftKey;
      e.preventDefault();
    }
  };

  /** @param {MouseEvent} e */
  const onDrag = e => {
    if (!dragging) return;
    if (!(e.buttons & 1)) {
      dragging = false;
      return;
    }
    const cell = /** @type {HTMLElement} */ (e.target).closest('tbody td, tbody th');
    if (cell instanceof HTMLTableCellElement && cell !== active && cell.dataset.col && cell.closest('tr')?.dataset.case) reachOrGo(cell, true);
  };

  /** @param {HTMLTableCellElement} from @param {string[][]} values @param {boolean} clearing */
  const lay = (from, values, clearing) => void page.invokeMethodAsync('Paste', from.closest('tr')?.dataset.case, from.dataset.col, values, clearing);

  /** @param {MouseEvent} e */
  const onDouble = e => {
    const cell = /** @type {HTMLElement} */ (e.target).closest('tbody td, tbody th');
    if (cell instanceof HTMLTableCellElement) edit(cell, null);
  };

  const onLeave = () => {
    // Leaving the field keeps what was typed; when it is refused it opens again with its words.
    if (editing) void keep(0, 0, false);
  };

  /** @param {ClipboardEvent} e */
  const onPaste = e => {
    if (!active || document.activeElement !== active || !active.dataset.col) return;
    const text = e.clipboardData?.getData('text/plain') ?? '';
    if (text === '') return;
    e.preventDefault();
    const chosen = range(), from = chosen[0]?.[0];
    if (!from) return;
    const given = cells(text);
    // One value goes into every cell chosen, but for names: two cases cannot have one.
    const fills = anchor && given.length === 1 && given[0].length === 1 && chosen[0].every(cell => cell.dataset.col !== 'name');
    lay(from, fills ? chosen.map(row => row.map(() => given[0][0])) : given, false);
  };

  /** @param {ClipboardEvent} e */
  const onCopy = e => {
    if (!active || document.activeElement !== active || !active.dataset.col || String(getSelection()) !== '') return;
    e.preventDefault();
    e.clipboardData?.setData('text/plain', lines(range().map(row => row.map(cell => cell.dataset.v ?? ''))));
  };

  /** @param {FocusEvent} e */
  const onFocus = e => {
    const cell = /** @type {HTMLElement} */ (e.target).closest('tbody td, tbody th');
    if (cell instanceof HTMLTableCellElement && cell !== active && cell.closest('tr')?.dataset.case) {
      anchor = null;
      go(cell, false);
      show();
    }
  };

  table.addEventListener('keydown', onKey);
  table.addEventListener('mousedown', onPress);
  table.addEventListener('mouseover', onDrag);
  table.addEventListener('dblclick', onDouble);
  table.addEventListener('focusin', onFocus);
  input.addEventListener('keydown', onEditKey);
  input.addEventListener('blur', onLeave);
  document.addEventListener('paste', onPaste);
  document.addEventListener('copy', onCopy);
  // Rows come and go with sorting and filtering: there is always one cell that Tab reaches.
  const watch = new MutationObserver(() => {
    if (active && table.contains(active)) return;
    active = anchor = null;
    go(rows()[0]?.cells[1], false);
    show();
  });
  watch.observe(table.tBodies[0], { childList: true });
  go(rows()[0]?.cells[1], false);

  return {
    /** @param {string} id */
    editName: id => {
      const cell = /** @type {HTMLTableCellElement | null} */ (table.querySelector(`tr[data-case="${id}"] [data-col=name]`));
      if (cell) go(cell), edit(cell, null);
    },
    stop: () => {
      watch.disconnect();
      document.removeEventListener('paste', onPaste);
      document.removeEventListener('copy', onCopy);
    },
  };
}

/**
 * Rows of cells as a spreadsheet takes them: tabs between cells, line ends between rows, quotation marks around cells that hold either.
 * @param {string[][]} all
 */
export function lines(all) {
  return all.map(row => row.map(cell => /[\t\n\r]|^"/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell).join('\t')).join('\n');
}

/**
 * A spreadsheet's copy as rows of cells: tabs between cells, line ends between rows, quotation marks around cells that hold either.
 * @param {string} text
 */
export function cells(text) {
  /** @type {string[][]} */
  const all = [[]];
  let at = 0;
  text = text.replace(/\r\n?/g, '\n');
  if (text.endsWith('\n')) text = text.slice(0, -1);
  while (at <= text.length) {
    let cell = '';
    if (text[at] === '"') {
      const end = quoteEnd(text, at);
      if (end > 0) cell = text.slice(at + 1, end).replaceAll('""', '"'), at = end + 1;
    }
    const stop = text.slice(at).search(/[\t\n]/);
    const end = stop < 0 ? text.length : at + stop;
    all[all.length - 1].push(cell + text.slice(at, end));
    if (text[end] === '\n') all.push([]);
    at = end + 1;
  }
  return all;
}

/** @param {string} text @param {number} from @returns {number} where the quotation closes before a tab, a line end or the end; -1 when it does not */
function quoteEnd(text, from) {
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] !== '"') continue;
    if (text[i + 1] === '"') i++;
    else return i + 1 === text.length || text[i + 1] === '\t' || text[i + 1] === '\n' ? i : -1;
  }
  return -1;
}
