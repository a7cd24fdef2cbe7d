"""References to a citable answer for reference managers: BibTeX and CSL-JSON (citationstyles.org, schema 1.0)."""

import re

from igmgraph.citations.record import Citation

__all__ = ["bibtex", "csl"]

#: Characters that TeX takes for commands.
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f]+")


def bibtex(citation: Citation, title: str, url: str) -> str:
    """One entry; `title` is the answer's, in the reader's language."""
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in citation.creators),
        "title": f"{{{_tex(title)}}}",
        "year": str(citation.moment.year),
        "version": _tex(citation.version),
        "url": url,
        "note": f"Data SHA-256 {citation.data_sha256}, result SHA-256 {citation.result_sha256}",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    # The three-letter months are names that BibTeX styles define.
    lines.insert(-3, f"  month = {_MONTHS[citation.moment.month - 1]},")
    return "\n".join([f"@misc{{igmgraph-{citation.id[:12]},", *lines, "}", ""])


def csl(citation: Citation, title: str, url: str) -> list[dict[str, object]]:
    """The same as CSL-JSON: a list of one item."""
    moment = citation.moment
    return [
        {
            "id": f"igmgraph-{citation.id[:12]}",
            "type": "dataset",
            "title": title,
            "author": [{"literal": name} for name in citation.creators],
            "issued": {"date-parts": [[moment.year, moment.month, moment.day]]},
            "version": citation.version,
            "URL": url,
            "note": f"Data SHA-256 {citation.data_sha256}, result SHA-256 {citation.result_sha256}",
        }
    ]


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in _NOT_SHOWN.sub(" ", text))
