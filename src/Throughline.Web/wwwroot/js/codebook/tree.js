// @ts-check
// The tree of codes: one tab stop, arrows move and open, Space and Shift choose several, Alt with arrows moves them, and they can
// be dragged. Blazor draws the rows and does what is asked; this owns focus and what the keys and the pointer mean.

/**
 * @param {HTMLElement} tree
 * @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<any> }} page
 */
export function start(tree, page) {
  // the page was left while this file was on its way: there is nothing to listen to, and failing would end the next page too
  if (!tree) return { focus: () => undefined, stop: () => undefined };
  /** @type {string | null} */
  let active = null;
  /** @type {string | null} */
  let anchor = null;
  let typed = '', typedAt = 0;
  /** @type {{ row: HTMLElement, where: string } | null} */
  let over = null;

  const rows = () => /** @type {HTMLElement[]} */ ([...tree.querySelectorAll('[role=treeitem]')]);
  /** @param {string | null} id */
  const find = id => rows().find(row => row.dataset.code === id);
  // What was just chosen, until the page has drawn it: a second click may come before.
  /** @type {string[] | null} */
  let picked = null;
  let waiting = 0;
  const chosen = () => picked ?? rows().filter(row => row.getAttribute('aria-selected') === 'true').map(row => /** @type {string} */ (row.dataset.code));

  /** @param {HTMLElement | undefined} row @param {boolean} [focus] */
  const go = (row, focus = true) => {
    if (!row) return;
    for (const other of rows()) if (other.tabIndex === 0 && other !== row) other.tabIndex = -1;
    active = row.dataset.code ?? null;
    row.tabIndex = 0;
    if (focus) row.focus({ preventScroll: true }), row.scrollIntoView({ block: 'nearest' });
  };

  /** @param {string[]} ids @param {string} at */
  const choose = (ids, at) => {
    picked = ids;
    waiting++;
    void page.invokeMethodAsync('Choose', ids, at).finally(() => {
      if (--waiting === 0) picked = null;
    });
  };

  /** @param {HTMLElement} to */
  const range = to => {
    const all = rows();
    const from = all.findIndex(row => row.dataset.code === anchor), end = all.indexOf(to);
    return all.slice(Math.max(0, Math.min(from < 0 ? end : from, end)), Math.max(from, end) + 1).map(row => /** @type {string} */ (row.dataset.code));
  };

  /** @param {KeyboardEvent} e */
  const onKey = e => {
    const row = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (e.target).closest('[role=treeitem]'));
    if (!row) return;
    const all = rows(), at = all.indexOf(row), id = /** @type {string} */ (row.dataset.code);
    if (e.altKey && ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(e.key)) {
      e.preventDefault();
      const mine = chosen();
      void page.invokeMethodAsync('Shift', mine.includes(id) ? mine : [id], e.key.slice(5).toLowerCase());
      return;
    }
    if (e.ctrlKey || e.metaKey) {
      if (e.key.toLowerCase() === 'a') e.preventDefault(), choose(all.map(r => /** @type {string} */ (r.dataset.code)), id);
      return;
    }
    const to = { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1), PageDown: all[Math.min(all.length - 1, at + 12)], PageUp: all[Math.max(0, at - 12)] }[e.key];
    if (to || ['ArrowDown', 'ArrowUp'].includes(e.key)) {
      e.preventDefault();
      if (!to) return;
      go(to);
      if (e.shiftKey) anchor ??= id, choose(range(to), /** @type {string} */ (to.dataset.code));
    } else if (e.key === 'ArrowRight') {
      e.preventDefault();
      if (row.getAttribute('aria-expanded') === 'false') void page.invokeMethodAsync('Toggle', id);
      else if (row.getAttribute('aria-expanded') === 'true') go(all[at + 1]);
    } else if (e.key === 'ArrowLeft') {
      e.preventDefault();
      if (row.getAttribute('aria-expanded') === 'true') void page.invokeMethodAsync('Toggle', id);
      else go(all.slice(0, at).reverse().find(r => Number(r.ariaLevel) < Number(row.ariaLevel)));
    } else if (e.key === 'Enter') {
      e.preventDefault();
      anchor = id;
      choose([id], id);
    } else if (e.key === ' ') {
      e.preventDefault();
      const mine = new Set(chosen());
      if (!mine.delete(id)) mine.add(id);
      anchor = id;
      choose([...mine], id);
    } else if (e.key === 'F2') {
      e.preventDefault();
      void page.invokeMethodAsync('Edit', id);
    } else if (e.key.length === 1 && /\S/.test(e.key)) {
      typed = e.timeStamp - typedAt < 800 ? typed + e.key : e.key;
      typedAt = e.timeStamp;
      const next = [...all.slice(at + (typed.length === 1 ? 1 : 0)), ...all.slice(0, at)].find(r => r.dataset.name?.toLowerCase().startsWith(typed.toLowerCase()));
      go(next);
    }
  };

  /** @param {MouseEvent} e */
  const onClick = e => {
    const target = /** @type {HTMLElement} */ (e.target);
    const row = /** @type {HTMLElement | null} */ (target.closest('[role=treeitem]'));
    if (!row) return;
    const id = /** @type {string} */ (row.dataset.code);
    go(row);
    if (target.closest('.twist')) void page.invokeMethodAsync('Toggle', id);
    else if (e.shiftKey) choose(range(row), id);
    else if (e.ctrlKey || e.metaKey) {
      const mine = new Set(chosen());
      if (!mine.delete(id)) mine.add(id);
      anchor = id;
      choose([...mine], id);
    } else {
      anchor = id;
      choose([id], id);
    }
  };

  /** @param {DragEvent} e */
  const onDrag = e => {
    const row = /** @type {HTMLElement} */ (e.target).closest?.('[role=treeitem]');
    if (!(row instanceof HTMLElement) || !e.dataTransfer) return;
    const mine = chosen(), id = /** @type {string} */ (row.dataset.code);
    e.dataTransfer.setData('application/x-codes', JSON.stringify(mine.includes(id) ? mine : [id]));
    e.dataTransfer.effectAllowed = 'move';
  };

  const clear = () => {
    over?.row.removeAttribute('data-drop');
    over = null;
  };

  /** @param {DragEvent} e */
  const onOver = e => {
    if (!e.dataTransfer?.types.includes('application/x-codes')) return;
    e.preventDefault();
    const row = /** @type {HTMLElement} */ (e.target).closest?.('[role=treeitem]');
    clear();
    if (!(row instanceof HTMLElement)) return;
    const box = row.getBoundingClientRect(), share = (e.clientY - box.top) / box.height;
    over = { row, where: share < .28 ? 'before' : share > .72 && row.getAttribute('aria-expanded') !== 'true' ? 'after' : 'under' };
    row.dataset.drop = over.where;
  };

  /** @param {DragEvent} e */
  const onDrop = e => {
    const data = e.dataTransfer?.getData('application/x-codes');
    if (!data) return;
    e.preventDefault();
    void page.invokeMethodAsync('Drop', JSON.parse(data), over?.row.dataset.code ?? null, over?.where ?? 'end');
    clear();
  };

  tree.addEventListener('keydown', onKey);
  tree.addEventListener('click', onClick);
  tree.addEventListener('dragstart', onDrag);
  tree.addEventListener('dragover', onOver);
  tree.addEventListener('dragleave', e => { if (e.target === tree) clear(); });
  tree.addEventListener('dragend', clear);
  tree.addEventListener('drop', onDrop);
  const watch = new MutationObserver(() => {
    const there = find(active);
    if (there ? there.tabIndex !== 0 : !rows().some(row => row.tabIndex === 0)) go(there ?? rows()[0], false);
  });
  watch.observe(tree, { childList: true, subtree: true });
  go(rows().find(row => row.getAttribute('aria-selected') === 'true') ?? rows()[0], false);

  return {
    /** @param {string} id */
    focus: id => go(find(id)),
    stop: () => watch.disconnect(),
  };
}
