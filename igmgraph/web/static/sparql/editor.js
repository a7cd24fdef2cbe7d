// The editor at /sparql: YASGUI's query editor in place of the text field, and its results below. The form stays: other
// formats than the page are fetched by sending it, as without this script.
import { completeFrom, nameCompletions } from "./completion.js";
import { ChartPlugin } from "./chart-plugin.js";
import { explainFaults } from "./faults.js";
import { GraphPlugin } from "./graph-plugin.js";
import { MapPlugin } from "./map-plugin.js";
import { responseOf } from "./response-plugin.js";
import { tableOf } from "./table-plugin.js";
import { translate } from "./words.js";

const { Yasqe, Yasr } = globalThis.Yasgui;
const form = document.querySelector("form.query");
const field = form.elements.query;
const texts = JSON.parse(form.dataset.texts);
const failure = document.querySelector("#failure");
const share = document.querySelector("#share");

const place = document.createElement("div");
field.before(place);
const prefixes = await completeFrom(Yasqe, form.dataset.terms);
const yasqe = new Yasqe(place, {
  value: field.value,
  autocompleters: ["our-prefixes", "our-classes", "our-properties", "variables"],
  prefixCcApi: null,
  createShareableLink: null,
  consumeShareLink: null,
  persistenceId: null,
  showQueryButton: false,
  resizeable: false,
  editorHeight: "auto",
  lineWrapping: true,
  screenReaderLabel: texts.query,
  extraKeys: { "Ctrl-Enter": () => form.requestSubmit(), "Cmd-Enter": () => form.requestSubmit(), Tab: false, "Shift-Tab": false },
});
explainFaults(yasqe, texts);
nameCompletions(place.querySelector(".yasqe"), texts.completions);
yasqe.checkSyntax();
field.hidden = true;
field.required = false;
document.documentElement.classList.add("has-editor");

for (const [name, plugin] of Object.entries({ chart: ChartPlugin, graph: GraphPlugin, map: MapPlugin })) {
  plugin.texts = texts;
  Yasr.registerPlugin(name, plugin);
}
Yasr.registerPlugin("table", tableOf(Yasr.plugins.table, texts));
Yasr.registerPlugin("response", responseOf(Yasr.plugins.response, texts));
const results = document.querySelector("#results");
translate([place, results], texts);
const yasr = new Yasr(results, {
  persistenceId: null,
  pluginOrder: ["table", "chart", "graph", "map", "response"],
  defaultPlugin: "table",
  prefixes: () => ({ ...prefixes, ...yasqe.getPrefixesFromQuery() }),
});
// It leads to the manual of another program.
yasr.documentationLink?.remove();

yasqe.on("change", keep);
keep();
form.addEventListener("submit", (event) => {
  keep();
  // To cite an answer, too, is to send the form.
  if (form.elements.format.value !== "html" || event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  run();
});

// The address of the page is always that of the query that it shows, in the language that was chosen: to share it is to
// copy it.
function keep() {
  field.value = yasqe.getValue();
  const chosen = form.elements.lang ? { lang: form.elements.lang.value } : {};
  share.href = `${form.action.split("?")[0]}?${new URLSearchParams({ query: field.value, format: "html", ...chosen })}`;
}

async function run() {
  const graph = ["CONSTRUCT", "DESCRIBE"].includes(yasqe.getQueryType());
  const button = form.querySelector("button");
  const began = performance.now();
  button.disabled = true;
  failure.hidden = true;
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: field.value,
      headers: {
        "Content-Type": "application/sparql-query",
        Accept: graph ? "text/turtle" : "application/sparql-results+json",
        "Accept-Language": document.documentElement.lang,
      },
    });
    const content = await answer.text();
    if (!answer.ok) return tell(answer, content);
    const contentType = answer.headers.get("Content-Type").split(";")[0];
    document.querySelector("#served")?.remove();
    yasr.setResponse({ data: content, status: answer.status, contentType, executionTime: Math.round(performance.now() - began) });
    results.hidden = false;
    if (results.getBoundingClientRect().top > innerHeight / 2) results.scrollIntoView();
    history.replaceState(null, "", share.href);
  } catch {
    show(texts.unreachable, "", "");
  } finally {
    button.disabled = false;
  }
}

// What went wrong, in words, with advice; the query stays where it is.
function tell(answer, content) {
  let problem = {};
  try {
    problem = JSON.parse(content);
  } catch {
    // A proxy may have answered with a page of its own.
  }
  const slug = (problem.type ?? "").split("/").pop();
  show(problem.title ?? String(answer.status), problem.detail ?? "", texts.advice[slug] ?? "");
  if (problem.line) yasqe.setCursor(problem.line - 1, (problem.column ?? 1) - 1);
}

function show(title, detail, advice) {
  // Rows below a failure would be those of the query before.
  document.querySelector("#served")?.remove();
  results.hidden = true;
  failure.replaceChildren(...[["strong", title], ["p", advice], ["p", detail]].filter(([, text]) => text).map(([tag, text]) => {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }));
  failure.hidden = false;
  failure.scrollIntoView({ block: "nearest" });
}
