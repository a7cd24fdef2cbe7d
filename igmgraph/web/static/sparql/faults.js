// Tells at the mark of a line where the query breaks. YASQE's own tooltip needs an inline style, which the page's
// policy forbids; its mark is kept.
export function explainFaults(yasqe, { fault }) {
  const mark = yasqe.setGutterMarker.bind(yasqe);
  yasqe.setGutterMarker = (line, gutter, icon) => {
    if (icon) {
      Object.assign(icon, { onmouseover: null, onmouseout: null, title: reason(line) });
      icon.setAttribute("role", "img");
      icon.setAttribute("aria-label", icon.title);
    }
    return mark(line, gutter, icon);
  };

  function reason(line) {
    const { state } = yasqe.getTokenAt({ line, ch: yasqe.getLine(line).length }, true);
    const prefix = state.errorMsg?.match(/^Prefix '(.*)' is not defined$/)?.[1];
    if (prefix !== undefined) return fault.prefix.replace("$1", () => prefix);
    return `${fault.line} ${(state.possibleCurrent ?? []).join(", ")}`;
  }
}
