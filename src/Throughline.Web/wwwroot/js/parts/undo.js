// @ts-check
// Undo on a page that reads itself afresh without being opened again: the bar's button, Ctrl+Z and Ctrl+Shift+Z come here first.
// A field that has the focus keeps its own undo.

/** @param {{ invokeMethodAsync(name: string): Promise<void> }} line */
export function start(line) {
  /** @param {Event} e @param {boolean} again */
  const take = (e, again) => {
    e.preventDefault();
    e.stopImmediatePropagation();
    void line.invokeMethodAsync(again ? 'RedoAsync' : 'UndoAsync');
  };
  /** @param {KeyboardEvent} e */
  const onKey = e => {
    if (!(e.ctrlKey || e.metaKey) || e.altKey || e.key.toLowerCase() !== 'z') return;
    const at = /** @type {HTMLElement} */ (e.target);
    if (!at.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]')) take(e, e.shiftKey);
  };
  /** @param {MouseEvent} e */
  const onClick = e => {
    const command = /** @type {HTMLElement} */ (e.target).closest?.('[data-command]')?.getAttribute('data-command');
    if (command === 'undo' || command === 'redo') take(e, command === 'redo');
  };
  document.addEventListener('keydown', onKey, true);
  document.addEventListener('click', onClick, true);
  // The page answers from now on.
  document.documentElement.dataset.live = 'true';
  return {
    stop: () => {
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('click', onClick, true);
      delete document.documentElement.dataset.live;
    },
  };
}
