// Opens the coding page where the document asks for it: <main class="bench" data-project data-source data-analyst>.
import { openAhead } from "./page.js";

const main = document.querySelector("main.bench[data-project][data-source]");
if (main instanceof HTMLElement) {
  const { project = "", source = "", analyst = "" } = main.dataset;
  openAhead(main, { project, source, analyst });
}
