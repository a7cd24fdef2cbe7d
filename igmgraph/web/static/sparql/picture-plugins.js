// Two ways to see rows: a bar for each row by its first number, and a point for each row that has coordinates.
// The table of the same rows is always one click away.
import { draw } from "../charts/draw.js";

const NUMBER = /#(?:integer|int|long|decimal|double|float|nonNegativeInteger)$/;
const MOST = 200;

class PicturePlugin {
  constructor(yasr) {
    this.yasr = yasr;
    this.priority = 5;
    this.hideFromSelection = false;
  }

  get label() {
    return this.constructor.texts[this.constructor.name_];
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
    place.setAttribute("aria-label", this.constructor.texts.picture);
    this.yasr.resultsEl.append(place);
    await draw(place, this.specification());
  }
}

const isNumber = (term) => term && NUMBER.test(term.datatype ?? "");
const short = (term) => (term ? (term.type === "uri" ? term.value.split(/[/#]/).pop() : term.value) : "");

export class ChartPlugin extends PicturePlugin {
  static name_ = "chart";

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

export class MapPlugin extends PicturePlugin {
  static name_ = "map";

  columns() {
    const find = (pattern) => this.variables().find((name) => pattern.test(name));
    const [latitude, longitude] = [find(/^lat(itude)?$/i), find(/^(long?|lng|longitude)$/i)];
    return { latitude, longitude, label: this.variables().find((name) => name !== latitude && name !== longitude) };
  }

  canHandleResults() {
    const { latitude, longitude } = this.columns();
    return Boolean(latitude && longitude && this.rows().length);
  }

  specification() {
    const { latitude, longitude, label } = this.columns();
    const values = this.rows()
      .filter((row) => row[latitude] && row[longitude])
      .map((row) => ({ lat: Number(row[latitude].value), long: Number(row[longitude].value), label: short(row[label]) }));
    const line = getComputedStyle(document.documentElement).getPropertyValue("--line").trim();
    return {
      width: "container",
      height: 420,
      projection: { type: "equalEarth" },
      layer: [
        { data: { sphere: true }, mark: { type: "geoshape", fill: null, stroke: line } },
        { data: { graticule: { step: [30, 30] } }, mark: { type: "geoshape", filled: false, stroke: line, strokeWidth: 0.5 } },
        {
          data: { values },
          mark: { type: "circle", size: 60, tooltip: true },
          encoding: {
            longitude: { field: "long", type: "quantitative" },
            latitude: { field: "lat", type: "quantitative" },
            tooltip: { field: "label", type: "nominal" },
          },
        },
      ],
    };
  }
}
