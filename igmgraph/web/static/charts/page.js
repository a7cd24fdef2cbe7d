// On request, the picture of a chart gives way to a drawing that tells its values at the pointer.
import { draw } from "./draw.js";

const place = document.querySelector("#chart");
const button = document.querySelector("#interactive");
button.hidden = false;
button.addEventListener("click", async () => {
  button.disabled = true;
  const answer = await fetch(place.dataset.specification);
  const { title, ...specification } = await answer.json();
  place.setAttribute("aria-label", place.querySelector("img").alt);
  place.setAttribute("role", "img");
  place.replaceChildren();
  place.classList.add("drawn");
  await draw(place, specification);
  button.hidden = true;
});
