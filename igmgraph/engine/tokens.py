"""Tokens of SPARQL (1.1, section 19.8), as far as a scan that looks for keywords has to tell them apart.

The engine's parser needs no space between tokens, so that `trueSERVICE<...>` holds a keyword. Codepoint escapes are
left alone: the engine undoes them inside IRIs and strings only, so an escaped quote ends no string.
"""

import re

__all__ = ["IRI_LETTER", "TOKEN", "VOLATILE", "surely_iri"]

_COMMENT = r"\#[^\n\r]*"
_LITERAL = r"""
          '''(?:'{0,2}(?:[^'\\]|\\.))*'''  | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
        | '(?:\\.|[^'\\\n\r])*'            | "(?:\\.|[^"\\\n\r])*"
        | @[A-Za-z]+(?:-[A-Za-z0-9]+)* | [?$]\w+
"""
#: What an IRI in angle brackets is made of, where nothing is escaped.
IRI_LETTER = r"[^<>\"{}|^`\\\x00-\x20]"
_IRI = rf"<(?:{IRI_LETTER}|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>"
_LOCAL = r":(?:[\w:%.\-]|\\.)*"
_RUN = r"[\w.\-]+"

#: One token; the group that matched tells its kind. Four letters alone stand between tokens (WS).
TOKEN = re.compile(
    rf"""
      (?P<comment>{_COMMENT})
    | (?P<literal>{_LITERAL})
    | (?P<triple><<)
    | (?P<iri>{_IRI})
    | (?P<name>(?P<prefix>[\w.\-]*){_LOCAL})
    | (?P<run>{_RUN})
    | (?P<open>[{{(\[])
    | (?P<close>[}})\]])
    | (?P<other>[^ \t\r\n])
    """,
    re.VERBOSE | re.DOTALL,
)

#: Functions that give something else each time.
VOLATILE = ("NOW", "RAND", "UUID")
#: Whether a token that begins with `<` is an IRI: no expression begins so, as a name may be followed by one slash only.
surely_iri = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://").match
