// What the pages Ask and Suggestions cannot do from the server: keys that must not wait for an answer, and scrolling.

/** @param {Element | null} target */
const isTyping = target => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/**
 * @param {HTMLElement} root the page's main element
 * @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} page
 */
export function start(root, page) {
  const stop = new AbortController();
  // the page was left while this file was on its way: there is nothing to listen to, and failing would end the next page too
  if (!root) stop.abort();
  root ??= document.createElement("main");
  const hits = () => [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".hit"))];

  /** @param {number} to */
  const go = to => {
    const all = hits();
    const one = all[Math.max(0, Math.min(all.length - 1, to))];
    one?.focus({ preventScroll: true });
    one?.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", e => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey) return;
    const target = e.target instanceof Element ? e.target : null;
    if (isTyping(target) || target?.closest("dialog, [popover]")) return;
    const all = hits();
    const at = all.findIndex(hit => hit.getAttribute("aria-current") === "true");
    const onHit = target?.classList.contains("hit") ? all.indexOf(/** @type {HTMLElement} */ (target)) : -1;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      // Elsewhere arrows scroll what has focus.
      if (onHit < 0 && target !== document.body && !target?.closest("main")) return;
      if (onHit < 0 && target?.closest(".around")) return;
      go(onHit < 0 ? Math.max(at, 0) : onHit + (e.key === "ArrowDown" ? 1 : -1));
    } else if (e.key === "Home" && onHit >= 0) go(0);
    else if (e.key === "End" && onHit >= 0) go(all.length - 1);
    else if (e.key === "Enter" && onHit >= 0) root.querySelector("#open-here") instanceof HTMLAnchorElement && /** @type {HTMLAnchorElement} */ (root.querySelector("#open-here")).click();
    else if (/^[ad]$/i.test(e.key) && root.dataset.decides === "yes") page.invokeMethodAsync("DecideByKey", e.key.toLowerCase());
    else return;
    e.preventDefault();
  }, { signal: stop.signal });

  const focusCurrent = () => {
    const one = /** @type {HTMLElement | null} */ (root.querySelector(".hit[aria-current='true']"));
    one?.focus({ preventScroll: true });
    one?.scrollIntoView({ block: "nearest" });
  };

  // The address remembers the hit, so that coming back finds it. Written here and at once: from the server it could arrive after the reader has gone on to another page.
  root.addEventListener("focusin", e => {
    // A page that is come to is given focus at its heading; here the reading goes on at the hit.
    if (e.target instanceof HTMLHeadingElement) focusCurrent();
    const at = e.target instanceof HTMLElement ? e.target.dataset.at : undefined;
    if (!at) return;
    const address = new URL(location.href);
    if (address.searchParams.get("at") === at) return;
    address.searchParams.set("at", at);
    history.replaceState(history.state, "", address);
  }, { signal: stop.signal });

  root.dataset.ready = "yes";
  return {
    /** Brings the passage being read into sight, a third of the way down. */
    show() {
      const pane = root.querySelector(".around");
      const passage = pane?.querySelector("[data-now]") ?? pane?.querySelector(".asked");
      if (!pane || !passage) return;
      const box = pane.getBoundingClientRect();
      const at = passage.getBoundingClientRect();
      pane.scrollTop += at.top - box.top - box.height / 3;
    },
    /** Puts focus on the hit that is current, so that keys go on from there. */
    focusCurrent,
    /** @param {string} id */
    close(id) {
      const open = document.getElementById(id);
      if (open?.matches(":popover-open")) open.hidePopover();
    },
    stop() {
      stop.abort();
    },
  };
}
