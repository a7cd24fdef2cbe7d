// Suggestions below a search box: an editable combobox with list autocomplete (WAI-ARIA Authoring Practices).
// Each `input[data-suggest]` asks that address; without this script it is a plain search box.
"use strict";

const PAUSE = 120;

for (const [position, input] of document.querySelectorAll("input[data-suggest]").entries()) {
  combobox(input, `suggestions-${position}`);
}

function combobox(input, id) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let timer, request, active = -1;

  Object.assign(list, { id, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  status.className = "unseen";
  status.setAttribute("role", "status");
  input.after(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
  })) input.setAttribute(name, value);

  const options = () => [...list.children];

  function select(index) {
    active = index;
    for (const [position, option] of options().entries()) {
      option.setAttribute("aria-selected", String(position === active));
    }
    const option = options()[active];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function open(shown) {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) select(-1);
  }

  function option({ label, language, kind, page }, position) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const hint = document.createElement("small");
    item.id = `${id}-${position}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.page = page ?? "";
    name.textContent = label;
    name.lang = language;
    hint.textContent = kind;
    item.append(name, " ", hint);
    return item;
  }

  function follow(item) {
    if (item.dataset.page) location.assign(item.dataset.page);
  }

  async function suggest() {
    request?.abort();
    request = new AbortController();
    const address = new URL(input.dataset.suggest, location);
    address.searchParams.set("q", input.value);
    try {
      const answer = await fetch(address, { signal: request.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { suggestions } = await answer.json();
      list.replaceChildren(...suggestions.map(option));
      open(suggestions.length > 0 && document.activeElement === input);
      const said = suggestions.length ? input.dataset.some.replace("{number}", suggestions.length) : input.dataset.none;
      status.textContent = said;
    } catch (error) {
      if (error.name !== "AbortError") open(false);
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim()) timer = setTimeout(suggest, PAUSE);
    else open(false);
  });

  input.addEventListener("keydown", (event) => {
    const count = options().length;
    const keys = {
      ArrowDown: () => (list.hidden ? count && open(true) : select((active + 1) % count)),
      ArrowUp: () => (list.hidden ? count && open(true) : select((active <= 0 ? count : active) - 1)),
      Escape: () => (list.hidden ? (input.value = "") : open(false)),
      Enter: () => follow(options()[active]),
    };
    if (!(event.key in keys) || (event.key === "Enter" && active < 0)) return;
    event.preventDefault();
    keys[event.key]();
  });

  input.addEventListener("blur", () => open(false));
  // A press takes the focus away before the click comes.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest('[role="option"]');
    if (item) follow(item);
  });
}
