// Starts the coding page where a plain page asks for it: <main class="bench" data-project data-source data-analyst>.
import { start } from "./page.js";

const root = document.querySelector("main.bench[data-project][data-source]");
if (root instanceof HTMLElement) {
  const { project = "", source = "", analyst = "" } = root.dataset;
  void start(root, { project, source, analyst });
}
