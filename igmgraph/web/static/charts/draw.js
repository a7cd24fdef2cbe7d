// Draws a Vega-Lite specification. The libraries are fetched when the first picture is asked for; expressions are
// interpreted (vega-interpreter), never compiled from text.

const VENDOR = new URL("../vendor/", import.meta.url);
let libraries;

export async function draw(element, specification) {
  libraries ??= load();
  const expressionInterpreter = await libraries;
  const config = { ...colours(), ...specification.config };
  const drawn = await globalThis.vegaEmbed(element, { ...specification, config }, {
    ast: true,
    expr: expressionInterpreter,
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
    renderer: "svg",
    logLevel: globalThis.vega.Error,
  });
  // What is in the picture is in a table as well, in the language of the page; Vega would tell it in English.
  element.querySelector("svg")?.setAttribute("aria-hidden", "true");
  return drawn;
}

async function load() {
  for (const file of ["vega/vega.min.js", "vega/vega-lite.min.js", "vega/vega-embed.min.js"]) await script(file);
  return (await import(new URL("vega/vega-interpreter.js", VENDOR))).expressionInterpreter;
}

export function script(file) {
  return new Promise((resolve, reject) => {
    const element = document.createElement("script");
    Object.assign(element, { src: new URL(file, VENDOR), onload: resolve, onerror: reject });
    document.head.append(element);
  });
}

// The page's own colours, by light and by dark.
function colours() {
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(name).trim();
  const [ink, line, accent] = [value("--ink"), value("--line"), value("--accent")];
  const text = { labelColor: ink, titleColor: ink, labelFontSize: 12, titleFontSize: 12 };
  return {
    background: "transparent",
    view: { stroke: null },
    mark: { color: accent },
    axis: { ...text, gridColor: line, domainColor: line, tickColor: line, labelLimit: 400 },
    legend: text,
    title: { color: ink },
  };
}
