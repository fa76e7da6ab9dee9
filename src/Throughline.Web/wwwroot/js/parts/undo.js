// @ts-check
// Ctrl+Z and Ctrl+Shift+Z anywhere on a page but in a field, which has an undo of its own.

/** @param {{ invokeMethodAsync(name: string): Promise<void> }} line */
export function start(line) {
  /** @param {KeyboardEvent} e */
  const onKey = e => {
    if (!(e.ctrlKey || e.metaKey) || e.altKey || e.key.toLowerCase() !== 'z') return;
    const at = /** @type {HTMLElement} */ (e.target);
    if (at.closest('input, textarea, select, [contenteditable]')) return;
    e.preventDefault();
    void line.invokeMethodAsync(e.shiftKey ? 'RedoAsync' : 'UndoAsync');
  };
  document.addEventListener('keydown', onKey);
  return { stop: () => document.removeEventListener('keydown', onKey) };
}
