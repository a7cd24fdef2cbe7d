// YASGUI's table, with what it tells in the language of the page, and links that lead to the pages of this service.
const OUTWARD = /^https?:/i;

// `table` are DataTables' texts (its option `language`); `sites` are beginnings of IRIs, each with its place here.
export function tableOf(Table, { table, statement, sites, words }) {
  const language = { ...table, thousands: (1e6).toLocaleString(document.documentElement.lang).charAt(1), paginate: { first: "«", last: "»", next: "›", previous: "‹" } };

  return class extends Table {
    constructor(yasr) {
      super(yasr);
      this.helpReference = undefined;
      // Sentences are read in full; who prefers one line for each row can shorten them.
      this.persistentConfig = { isEllipsed: false };
      this.config = { openIriInNewWindow: false, tableConfig: { ...Table.defaults.tableConfig, language } };
    }

    getColumns() {
      const [numbers, ...others] = super.getColumns();
      // Those of a graph are no variables of the query.
      const names = this.yasr.results?.getStatements?.()?.length ? statement : {};
      return [{ ...numbers, title: "#" }, ...others.map((each) => ({ ...each, title: names[each.title] ?? each.title }))];
    }

    drawControls() {
      super.drawControls();
      this.tableSizeField.setAttribute("aria-label", words["Page size:"]);
    }

    getUriLinkFromBinding({ value }, prefixes) {
      const [start, root] = Object.entries(sites).find(([each]) => value.startsWith(each)) ?? [];
      const link = document.createElement(start || OUTWARD.test(value) ? "a" : "span");
      link.className = "iri";
      link.title = value;
      link.textContent = shorten(value, prefixes) ?? (start ? value.slice(start.search(/[^/]+\/?$/)) : value);
      if (link.localName === "a") link.href = start ? `${root}${value.slice(start.length)}` : value;
      return link.outerHTML;
    }
  };
}

// By the longest namespace; what is left must be one name.
function shorten(iri, prefixes = {}) {
  const [prefix, namespace] = Object.entries(prefixes).filter(([, each]) => iri.startsWith(each)).sort(([, one], [, other]) => other.length - one.length)[0] ?? [];
  const name = namespace && iri.slice(namespace.length);
  return name && !/[/#?]/.test(name) ? `${prefix}:${name}` : null;
}
