/** The server said no, and why: a sentence for the person. */
export class Refused extends Error {
  /** @param {string} message @param {number} status */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Nothing came back, or the server is not ready: what was sent may be sent again. */
export class Unreachable extends Error {}

const notReady = new Set([408, 429, 502, 503, 504]);

/** JSON over fetch with the session's cookies. Knows nothing of what it carries. */
export class Api {
  /**
   * @param {string} base "/api/projects/…", without a slash at the end
   * @param {string} [analyst] whom the page was drawn for; empty leaves it to the session
   */
  constructor(base, analyst = "") {
    this.base = base;
    /** @type {Record<string, string>} */
    this.as = analyst ? { "throughline-analyst": analyst } : {};
  }

  /** @template T @param {string} path @param {AbortSignal} [away] when the answer is not wanted any more @returns {Promise<T>} */
  get(path, away) {
    return this.send("GET", path, undefined, away);
  }

  /**
   * @template T
   * @param {string} method @param {string} path @param {unknown} [body] @param {AbortSignal} [away]
   * @returns {Promise<T>}
   * @throws {Refused | Unreachable}
   */
  async send(method, path, body, away) {
    /** @type {Response} */
    let answer;
    try {
      answer = await fetch(`${this.base}/${path}`, {
        method,
        credentials: "same-origin",
        headers: body === undefined ? { accept: "application/json", ...this.as } : { accept: "application/json", "content-type": "application/json", ...this.as },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: away ? AbortSignal.any([away, AbortSignal.timeout(30_000)]) : AbortSignal.timeout(30_000),
      });
    } catch (e) {
      throw new Unreachable(e instanceof Error ? e.message : "No answer.");
    }
    if (notReady.has(answer.status)) throw new Unreachable(`The server answered ${answer.status}.`);
    if (!answer.ok) throw new Refused(await reason(answer), answer.status);
    if (answer.status === 204) return /** @type {T} */ (undefined);
    try {
      return await answer.json();
    } catch (e) {
      throw new Unreachable(e instanceof Error ? e.message : "The answer ended in the middle.");
    }
  }

  /** Sends on the way out, when nobody can wait for the answer. @param {string} path @param {unknown} body */
  leave(path, body) {
    void fetch(`${this.base}/${path}`, {
      method: "POST", credentials: "same-origin", keepalive: true, headers: { "content-type": "application/json", ...this.as }, body: JSON.stringify(body),
    }).catch(() => undefined);
  }

  /** @param {(change: { seq: number, source: string | null, what: string }) => void} changed @param {(open: boolean) => void} connection */
  listen(changed, connection) {
    const events = new EventSource(`${this.base}/events`);
    events.addEventListener("changed", e => changed(JSON.parse(e.data)));
    events.addEventListener("open", () => connection(true));
    events.addEventListener("error", () => connection(false));
    return events;
  }
}

/** @param {Response} answer */
async function reason(answer) {
  try {
    const problem = await answer.json();
    if (typeof problem.detail === "string" && problem.detail) return problem.detail;
    if (typeof problem.title === "string" && problem.title) return problem.title;
  } catch {
    // not a problem document; the status is all there is
  }
  return `The server answered ${answer.status} and gave no reason.`;
}
