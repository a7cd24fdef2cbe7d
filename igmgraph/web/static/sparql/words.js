// YASGUI speaks English only: what it is known to say is put into the language of the page as it appears. What the
// answer or the query holds is left alone. Its sentences are in `templates/sparql/words.html`.
const DATA = "td, .dt-column-title, .CodeMirror-code, .CodeMirror-hints, .picture";
const ATTRIBUTES = ["title", "aria-label", "placeholder"];
const NUMBER = /^\d+(\.\d+)?(e-\d+)?$/;

export function translate(places, { words, sentences }) {
  const patterns = Object.entries(sentences).map(([pattern, text]) => [new RegExp(`^${pattern}$`), text]);
  const known = new Set([...Object.values(words)]);

  function say(text) {
    const said = text.trim();
    if (!said || known.has(said)) return text;
    if (Object.hasOwn(words, said)) return text.replace(said, words[said]);
    for (const [pattern, sentence] of patterns) {
      const found = said.match(pattern);
      if (found) return text.replace(said, sentence.replace(/\$(\d)/g, (_, place) => part(found[place])));
    }
    return text;
  }

  const part = (text) => (NUMBER.test(text) ? Number(text).toLocaleString(document.documentElement.lang) : (words[text] ?? text));

  function visit(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const said = node.parentElement?.closest(DATA) ? node.data : say(node.data);
      if (said !== node.data) node.data = said;
    } else if (node.nodeType === Node.ELEMENT_NODE && !node.closest(DATA)) {
      for (const name of ATTRIBUTES) attribute(node, name);
      node.childNodes.forEach(visit);
    }
  }

  function attribute(element, name) {
    const text = element.getAttribute(name);
    if (text && say(text) !== text) element.setAttribute(name, say(text));
  }

  const observer = new MutationObserver((records) => {
    for (const { type, target, addedNodes, attributeName } of records) {
      if (type === "attributes") attribute(target, attributeName);
      else if (type === "characterData") visit(target);
      else addedNodes.forEach(visit);
    }
  });
  for (const place of places) {
    visit(place);
    observer.observe(place, { subtree: true, childList: true, characterData: true, attributeFilter: ATTRIBUTES });
  }
}
