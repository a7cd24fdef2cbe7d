// A point for each row that has coordinates, on the shapes of the map of the home page (Equal Earth projection).
const SVG = "http://www.w3.org/2000/svg";
const WORLD = new URL("../world.svg", import.meta.url);
const [WIDTH, HEIGHT] = [1000, 430];
// Units of the map that are shown at least: its outlines are too coarse to come nearer.
const NEAREST = 240;
const MOST = 2000;
// So many points can carry their names without hiding each other.
const NAMED = 12;

export class MapPlugin {
  constructor(yasr) {
    this.yasr = yasr;
    this.priority = 5;
    this.label = MapPlugin.texts.map;
    this.hideFromSelection = false;
  }

  getIcon() {
    return document.createElement("span");
  }

  columns() {
    const names = this.yasr.results?.getVariables?.() ?? [];
    const find = (pattern) => names.find((name) => pattern.test(name));
    const [latitude, longitude] = [find(/^lat(itude)?$/i), find(/^(long?|lng|longitude)$/i)];
    return { latitude, longitude, others: names.filter((name) => name !== latitude && name !== longitude) };
  }

  canHandleResults() {
    return this.points().length > 0;
  }

  points() {
    const { latitude, longitude, others } = this.columns();
    if (!latitude || !longitude) return [];
    const rows = (this.yasr.results?.getBindings?.() ?? []).slice(0, MOST);
    return rows.flatMap((row) => {
      const [x, y] = project(parseFloat(row[latitude]?.value), parseFloat(row[longitude]?.value));
      const words = others.map((name) => row[name]).filter((term) => term && term.type !== "uri");
      const name = words[0]?.value ?? row[others[0]]?.value.split(/[/#]/).pop() ?? "";
      return Number.isFinite(x) && Number.isFinite(y) ? [{ x, y, name }] : [];
    });
  }

  draw() {
    const points = this.points();
    const [left, top, width, height] = frame(points);
    // Units of the map in one pixel of the page.
    const scale = width / (this.yasr.resultsEl.clientWidth || WIDTH);
    const picture = element("svg", { class: "world", viewBox: `${left} ${top} ${width} ${height}`, role: "img", "aria-label": MapPlugin.texts.picture });
    picture.append(element("image", { href: WORLD, width: WIDTH, height: HEIGHT }));
    for (const { x, y, name } of points) {
      const circle = element("circle", { class: "point", cx: x, cy: y, r: 5 * scale, "stroke-width": scale });
      circle.append(element("title", {}, name));
      picture.append(circle);
    }
    if (points.length <= NAMED) picture.append(...points.map(({ x, y, name }) => nameOf(x, y, name, left + width, scale)));
    const place = document.createElement("div");
    place.className = "picture map";
    const notice = document.createElement("p");
    notice.className = "hint";
    notice.textContent = MapPlugin.texts.boundaries;
    place.append(picture, notice);
    this.yasr.resultsEl.append(place);
  }
}

function nameOf(x, y, name, right, scale) {
  const turned = x > right - 200 * scale;
  return element("text", { x: x + (turned ? -9 : 9) * scale, y: y + 5 * scale, "font-size": 14 * scale, "text-anchor": turned ? "end" : "start" }, name);
}

// The part of the map that holds all points, in the map's own proportions.
function frame(points) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const span = (them) => Math.max(...them) - Math.min(...them);
  const width = Math.min(WIDTH, Math.max(NEAREST, span(xs) * 1.5, (span(ys) * 1.5 * WIDTH) / HEIGHT));
  const height = (width * HEIGHT) / WIDTH;
  const middle = (them) => (Math.max(...them) + Math.min(...them)) / 2;
  const within = (start, most) => Math.min(Math.max(0, start), Math.max(0, most));
  return [within(middle(xs) - width / 2, WIDTH - width), within(middle(ys) - height / 2, HEIGHT - height), width, height];
}

// As igmgraph/web/drawings/world.py does.
function project(latitude, longitude) {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return [NaN, NaN];
  const [a1, a2, a3, a4] = [1.340264, -0.081106, 0.000893, 0.003796];
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const angle = Math.asin((Math.sqrt(3) / 2) * Math.sin(radians(latitude)));
  const [square, sixth] = [angle ** 2, angle ** 6];
  const stretch = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square);
  const x = (radians(longitude) * Math.cos(angle)) / ((Math.sqrt(3) / 2) * stretch);
  return [500 + 184.73 * x, 240 - 184.73 * angle * (a1 + a2 * square + sixth * (a3 + a4 * square))];
}

function element(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}
