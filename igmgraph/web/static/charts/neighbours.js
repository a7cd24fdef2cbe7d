// The neighbourhood of a thing as a picture that grows: by a click on a thing, or by its button in the list.
import { network } from "./network.js";

const place = document.querySelector("#network");
const list = document.querySelector("#things");
const known = { edges: new Map(), labels: {} };
const expanded = new Set();
let picture;

async function expand(thing) {
  if (expanded.has(thing)) return;
  expanded.add(thing);
  const address = new URL(place.dataset.address, location);
  address.searchParams.set("thing", thing);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { relations, labels } = await answer.json();
  for (const relation of relations) known.edges.set(relation.join(" "), relation);
  Object.assign(known.labels, labels);
  for (const element of [place, list, document.querySelector("#picture-hint")]) element.hidden = false;
  picture?.destroy();
  picture = await network(place, [...known.edges.values()], known.labels);
  picture.on("tap", "node", (event) => expand(event.target.id()));
  fill();
}

function fill() {
  const focused = document.activeElement?.dataset?.thing;
  const things = [...new Set([...known.edges.values()].flatMap(([from, to]) => [from, to]))];
  list.replaceChildren(...things.map((thing) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.thing = thing;
    button.textContent = known.labels[thing] ?? thing;
    button.setAttribute("aria-pressed", String(expanded.has(thing)));
    button.addEventListener("click", () => expand(thing));
    item.append(button);
    return item;
  }));
  list.querySelector(`[data-thing="${CSS.escape(focused ?? "")}"]`)?.focus();
}

// The library weighs more than all the rest of the page: it is fetched for who asks for the picture.
const button = document.querySelector("#draw");
button.hidden = false;
button.addEventListener("click", async () => {
  button.disabled = true;
  await expand(place.dataset.thing);
  button.hidden = true;
});
