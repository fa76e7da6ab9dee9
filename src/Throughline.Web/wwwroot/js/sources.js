// Bringing files in: choosing, dropping and sending them. What came of each file is drawn by the page; this module only gets them there.
// Files go by XMLHttpRequest because it alone says how much has been sent.

const table = /\.(csv|tsv|xlsx|xlsm)$/i;

/** @typedef {{ file: File, path: string }} Chosen */
/** @typedef {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} Page */

/**
 * Listens on a part of the page for files chosen, dropped or chosen again.
 * @param {HTMLElement} root
 * @param {{ project: string, page: Page, dropAnywhere: boolean }} options
 */
export function start(root, { project, page, dropAnywhere }) {
  const address = `/api/projects/${project}/imports`;
  const stopping = new AbortController();
  const { signal } = stopping;
  // the page was left while this file was on its way: there is nothing to listen to, and failing would end the next page too
  if (!root) stopping.abort();
  root ??= document.createElement("div");
  /** @type {Map<string, Chosen>} */
  const tables = new Map();
  let nextTable = 1;

  const field = (/** @type {string} */ selector) => /** @type {HTMLInputElement | null} */ (root.querySelector(selector));
  const status = () => root.querySelector("[data-sending]");
  /** @param {string} words */
  const say = words => {
    const place = status();
    if (place) place.textContent = words;
  };

  /** @param {Chosen[]} chosen @param {object} options @returns {Promise<void>} */
  const send = (chosen, options) => new Promise((done, failed) => {
    const body = new FormData();
    body.append("options", JSON.stringify(options));
    for (const { file, path } of chosen) body.append("file", file, path);
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.upload.onprogress = e => {
      if (e.lengthComputable && e.total > 5e6) say(`Sending ${chosen.length === 1 ? chosen[0].path : `${chosen.length} files`}: ${Math.floor(100 * e.loaded / e.total)} of 100`);
    };
    request.onload = () => {
      if (request.status < 300) {
        say("");
        done();
        return;
      }
      failed(new Error(detail(request.responseText) ?? `The files could not be sent (${request.status}).`));
    };
    request.onerror = () => failed(new Error("The files could not be sent: the workbench is not answering, or a file was changed or taken away while it was read. Nothing was kept. Choose them again."));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });

  /** @param {Chosen} one */
  const ask = async one => {
    const body = new FormData();
    body.append("file", one.file, one.path);
    const answer = await fetch(`${address}/sheet`, { method: "POST", body, signal });
    // A table that cannot be read is brought in all the same, so that its line says why not.
    if (!answer.ok) return send([one], ordinary());
    const key = `table-${nextTable++}`;
    tables.set(key, one);
    await page.invokeMethodAsync("AskAboutTable", key, one.path, await answer.text());
  };

  const ordinary = () => ({
    acceptRepairs: field("[data-accept-repairs]")?.checked ?? false,
    keepOriginals: field("[data-keep-originals]")?.checked ?? false,
  });

  /** @param {Chosen[]} chosen */
  const take = async chosen => {
    if (chosen.length === 0) return;
    try {
      const documents = chosen.filter(c => !table.test(c.path));
      if (documents.length > 0) await send(documents, ordinary());
      for (const one of chosen.filter(c => table.test(c.path))) await ask(one);
    } catch (fault) {
      if (signal.aborted) return;
      say("");
      await page.invokeMethodAsync("CouldNotSend", fault instanceof Error ? fault.message : String(fault));
    }
  };

  root.addEventListener("change", e => {
    const input = e.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
    const chosen = [...input.files ?? []].map(file => ({ file, path: file.webkitRelativePath || file.name }));
    const again = input.dataset.again;
    input.value = "";
    if (chosen.length === 0) return;
    void take(chosen).then(() => again && page.invokeMethodAsync("ChosenAgain", again));
  }, { signal });

  if (dropAnywhere) {
    let depth = 0;
    const over = () => document.documentElement.classList.toggle("dropping", depth > 0);
    const hasFiles = (/** @type {DragEvent} */ e) => e.dataTransfer?.types.includes("Files") ?? false;
    document.addEventListener("dragenter", e => {
      if (!hasFiles(e)) return;
      depth++;
      over();
    }, { signal });
    document.addEventListener("dragleave", e => {
      if (!hasFiles(e)) return;
      depth = Math.max(0, depth - 1);
      over();
    }, { signal });
    document.addEventListener("dragover", e => {
      if (hasFiles(e)) e.preventDefault();
    }, { signal });
    document.addEventListener("drop", e => {
      if (!hasFiles(e) || !e.dataTransfer) return;
      e.preventDefault();
      depth = 0;
      over();
      // Entries must be asked for before the event is over; what is in them can be read later.
      const entries = [...e.dataTransfer.items].map(item => item.webkitGetAsEntry?.()).filter(entry => entry !== null && entry !== undefined);
      const plain = [...e.dataTransfer.files].map(file => ({ file, path: file.name }));
      void (entries.length > 0 ? Promise.all(entries.map(entry => walk(entry, ""))).then(all => all.flat()) : Promise.resolve(plain)).then(take);
    }, { signal });
    document.addEventListener("keydown", e => {
      if (e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || typing(e.target) || document.querySelector("dialog[open]")) return;
      if (e.key !== "i") return;
      e.preventDefault();
      field("input[data-files]")?.click();
    }, { signal });
  }

  // Nothing can be chosen before this: a choice made earlier would be lost.
  root.dataset.ready = "true";
  return {
    stop: () => {
      stopping.abort();
      document.documentElement.classList.remove("dropping");
    },
    /** @param {string} key @param {object | null} survey Null reads the table as one document. */
    sendTable: async (key, survey) => {
      const one = tables.get(key);
      tables.delete(key);
      if (!one) return;
      try {
        await send([one], { ...ordinary(), survey });
      } catch (fault) {
        await page.invokeMethodAsync("CouldNotSend", fault instanceof Error ? fault.message : String(fault));
      }
    },
    /** @param {string} key */
    forgetTable: key => {
      tables.delete(key);
    },
  };
}

/** Opens a dialog as modal; told once when it is closed in any way. @param {HTMLDialogElement} dialog @param {Page} page */
export function show(dialog, page) {
  if (dialog.open) return;
  dialog.addEventListener("close", () => void page.invokeMethodAsync("DialogClosed"), { once: true });
  dialog.showModal();
}

/** @param {HTMLDialogElement} dialog */
export function close(dialog) {
  if (dialog.open) dialog.close();
}

/** @param {EventTarget | null} target */
const typing = target => target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

/** @param {string} text @returns {string | undefined} */
function detail(text) {
  try {
    return JSON.parse(text).detail;
  } catch {
    return undefined;
  }
}

/** @param {FileSystemEntry} entry @param {string} folder @returns {Promise<Chosen[]>} */
async function walk(entry, folder) {
  if (entry.name.startsWith(".")) return [];
  if (entry.isFile) {
    const file = await new Promise((found, lost) => /** @type {FileSystemFileEntry} */ (entry).file(found, lost));
    return [{ file, path: folder + entry.name }];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {Chosen[]} */
  const all = [];
  // A directory gives its entries in batches, and an empty one at the end.
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const some = await new Promise((found, lost) => reader.readEntries(found, lost));
    if (some.length === 0) return all;
    for (const one of some) all.push(...await walk(one, `${folder}${entry.name}/`));
  }
}
