// A bar for each row by its last number. The table of the same rows is always one click away.
import { draw } from "../charts/draw.js";

const NUMBER = /#(?:integer|int|long|decimal|double|float|nonNegativeInteger)$/;
const MOST = 200;

const isNumber = (term) => term && NUMBER.test(term.datatype ?? "");
const short = (term) => (term ? (term.type === "uri" ? term.value.split(/[/#]/).pop() : term.value) : "");

export class ChartPlugin {
  constructor(yasr) {
    this.yasr = yasr;
    this.priority = 5;
    this.label = ChartPlugin.texts.chart;
    this.hideFromSelection = false;
  }

  getIcon() {
    return document.createElement("span");
  }

  rows() {
    return this.yasr.results?.getBindings?.() ?? [];
  }

  variables() {
    return this.yasr.results?.getVariables?.() ?? [];
  }

  async draw() {
    const place = document.createElement("div");
    place.className = "picture";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", ChartPlugin.texts.picture);
    this.yasr.resultsEl.append(place);
    await draw(place, this.specification());
  }

  // The last column of numbers is drawn; what the other columns say in words tells the bars apart.
  columns() {
    const rows = this.rows();
    const filled = this.variables().filter((name) => rows.some((row) => row[name]));
    const numeric = filled.filter((name) => rows.every((row) => !row[name] || isNumber(row[name])));
    const others = filled.filter((name) => !numeric.includes(name));
    const words = others.filter((name) => !rows.some((row) => row[name]?.type === "uri"));
    return { value: numeric.at(-1), labels: words.length ? words : others.slice(0, 1) };
  }

  canHandleResults() {
    const { value, labels } = this.columns();
    return Boolean(value && labels.length);
  }

  specification() {
    const { value, labels } = this.columns();
    const name = (row) => labels.map((label) => short(row[label])).join(" · ");
    const values = this.rows().slice(0, MOST).map((row) => ({ label: name(row), value: Number(row[value]?.value) }));
    return {
      data: { values },
      mark: { type: "bar", tooltip: true },
      width: "container",
      height: { step: 24 },
      autosize: { type: "fit-x", contains: "padding" },
      encoding: {
        y: { field: "label", type: "nominal", sort: null, title: null },
        x: { field: "value", type: "quantitative", title: value, axis: { tickMinStep: values.every((each) => Number.isInteger(each.value)) ? 1 : 0 } },
      },
    };
  }
}
