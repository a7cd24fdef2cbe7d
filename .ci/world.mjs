// Writes the shapes of the world map: igmgraph/web/drawings/world.json and igmgraph/web/static/world.svg.
// Run it where `npm install d3-geo topojson-client world-atlas` was run: node .ci/world.mjs
// Shapes: Natural Earth (public domain), by way of world-atlas (ISC), 1:110m, and 1:50m for countries too small for that.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const load = (name) => import(require.resolve(name));
const { geoCentroid, geoEqualEarth, geoPath } = await load("d3-geo");
const { feature } = await load("topojson-client");
const atlas = (name) => JSON.parse(readFileSync(require.resolve(`world-atlas/${name}.json`)));

// The same as in igmgraph/web/drawings/world.py: 1000 units wide, without Antarctica.
const projection = geoEqualEarth().scale(184.73).translate([500, 240]);
const path = geoPath(projection).digits(0);
const countries = (name) => feature(atlas(name), "countries").features.filter((each) => each.id && each.id !== "010");

const shapes = {};
for (const each of countries("countries-50m")) {
  const [x, y] = projection(geoCentroid(each)).map(Math.round);
  shapes[each.id] = { at: [x, y] };
}
for (const each of countries("countries-110m")) {
  const drawn = path(each);
  if (drawn) shapes[each.id] = { ...shapes[each.id], path: drawn };
}
const land = feature(atlas("land-110m"), "land");
const parts = (land.features ?? [land]).flatMap((each) => each.geometry.coordinates);
const north = parts.filter((polygon) => polygon[0].some(([, latitude]) => latitude > -60));
const outline = path({ type: "MultiPolygon", coordinates: north });

const root = process.argv[2];
const ordered = Object.fromEntries(Object.entries(shapes).sort());
writeFileSync(join(root, "igmgraph/web/drawings/world.json"), `${JSON.stringify(ordered, null, 0).replaceAll('},"', '},\n"')}\n`);
writeFileSync(
  join(root, "igmgraph/web/static/world.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 430"><path fill="#7d8c91" fill-opacity=".28" d="${outline}"/></svg>\n`,
);
