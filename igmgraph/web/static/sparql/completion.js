// Completion from this service alone: YASQE's own asks prefix.cc and Linked Open Vocabularies. Gives the prefixes.

export async function completeFrom(Yasqe, address) {
  const terms = await fetch(address, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : null))
    .catch(() => null);
  const { prefixes, classes, properties } = terms ?? { prefixes: {}, classes: [], properties: [] };
  const declarations = Object.entries(prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`);
  fork(Yasqe, "prefixes", "our-prefixes", declarations);
  fork(Yasqe, "class", "our-classes", classes);
  fork(Yasqe, "property", "our-properties", properties);
  return prefixes;
}

// The list of them has no name of its own.
export function nameCompletions(editor, name) {
  new MutationObserver((records) => {
    const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
    for (const list of added.filter((node) => node.classList?.contains("CodeMirror-hints"))) list.setAttribute("aria-label", name);
  }).observe(editor, { childList: true });
}

function fork(Yasqe, from, name, words) {
  const matching = (token) => (token?.autocompletionString ?? token?.string ?? "").toLowerCase();
  Yasqe.forkAutocompleter(from, {
    name,
    bulk: false,
    persistenceId: null,
    get: (_, token) => words.filter((word) => word.toLowerCase().startsWith(matching(token))),
  });
}
