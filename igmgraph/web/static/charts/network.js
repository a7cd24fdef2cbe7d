// Draws nodes and edges with Cytoscape.js, which is fetched when the first graph is asked for.
import { script } from "./draw.js";

// How many names can stand beside each other, however far the drawing is zoomed out.
const FEW = 18;
const STYLE = "__________cytoscape_stylesheet";
let library;

// `edges` are [from, to, name] of IRIs; `labels` may name them. Gives null when the element has left the page.
export async function network(element, edges, labels = {}) {
  // Cytoscape would write this rule into the page itself, which the page's policy forbids.
  if (!document.getElementById(STYLE)) {
    const link = document.createElement("link");
    Object.assign(link, { id: STYLE, rel: "stylesheet", href: new URL("network.css", import.meta.url) });
    document.head.append(link);
  }
  library ??= script("cytoscape/cytoscape.min.js");
  await library;
  // Who asked may have turned to something else meanwhile.
  if (!element.isConnected) return null;
  const style = getComputedStyle(document.documentElement);
  const value = (name) => style.getPropertyValue(name).trim();
  const short = (iri) => labels[iri] ?? iri.split(/[/#]/).pop();
  const nodes = [...new Set(edges.flatMap(([from, to]) => [from, to]))];
  const drawing = globalThis.cytoscape({
    container: element,
    elements: [
      ...nodes.map((id) => ({ data: { id, label: short(id) } })),
      ...edges.map(([source, target, name], index) => ({ data: { id: `edge-${index}`, source, target, label: name ? short(name) : "" } })),
    ],
    layout: { name: "cose", animate: false, padding: 24, nodeDimensionsIncludeLabels: true, componentSpacing: 80, nodeRepulsion: () => 900000, idealEdgeLength: () => 120, nodeOverlap: 40 },
    maxZoom: 1.3,
    style: [
      { selector: "node", style: { label: "data(label)", "background-color": value("--accent"), color: value("--ink"), "font-size": 12, width: 16, height: 16, "text-wrap": "wrap", "text-max-width": 130, "text-valign": "bottom", "text-margin-y": 4, "text-background-color": value("--paper"), "text-background-opacity": 0.7 } },
      { selector: "edge", style: { label: "data(label)", width: 1.2, "line-color": value("--line"), "target-arrow-color": value("--soft"), "target-arrow-shape": "triangle", "arrow-scale": 0.8, "curve-style": "bezier", color: value("--soft"), "font-size": 10, "text-rotation": "autorotate" } },
    ],
  });
  drawing.on("zoom", () => keepReadable(drawing));
  keepReadable(drawing);
  return drawing;
}

// Names, marks and lines keep their size on the screen, as far as many of them leave each other room.
function keepReadable(drawing) {
  const crowded = drawing.nodes().length > FEW;
  const pixel = 1 / Math.max(drawing.zoom(), crowded ? 0.6 : 0);
  drawing.nodes().style({ "font-size": 12 * pixel, width: 14 * pixel, height: 14 * pixel, "text-max-width": 130 * pixel, "text-margin-y": 4 * pixel });
  drawing.edges().style({ "font-size": 10 * pixel, width: 1.4 * pixel, "arrow-scale": 0.8 * pixel, "text-opacity": crowded && drawing.zoom() < 0.6 ? 0 : 1 });
}
