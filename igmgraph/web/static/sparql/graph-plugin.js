// Nodes and edges: the statements of a graph, or the first two things of each row.
import { network } from "../charts/network.js";

const MOST = 300;

export class GraphPlugin {
  constructor(yasr) {
    this.yasr = yasr;
    this.priority = 4;
    this.label = GraphPlugin.texts.graph;
    this.hideFromSelection = false;
  }

  getIcon() {
    return document.createElement("span");
  }

  edges() {
    const results = this.yasr.results;
    const statements = results?.getStatements?.() ?? [];
    if (statements.length) {
      return statements
        .filter(({ object }) => object.termType === "NamedNode")
        .map(({ subject, predicate, object }) => [subject.value, object.value, predicate.value]);
    }
    return (results?.getBindings?.() ?? []).flatMap((row) => {
      const [from, to] = Object.values(row).filter((term) => term.type === "uri");
      return from && to ? [[from.value, to.value, ""]] : [];
    });
  }

  canHandleResults() {
    return this.edges().length > 0;
  }

  async draw() {
    const place = document.createElement("div");
    place.className = "picture network";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", GraphPlugin.texts.picture);
    this.yasr.resultsEl.append(place);
    this.picture = await network(place, this.edges().slice(0, MOST));
  }

  destroy() {
    this.picture?.destroy();
    this.picture = null;
  }
}
