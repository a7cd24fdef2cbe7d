"""What Turtle and SPARQL share on the level of characters: strings, IRIs, escapes and comments."""

import re
from collections.abc import Iterator

__all__ = ["comment_lines", "mask"]

# A `#` or a brace inside any of the others means nothing.
_OPAQUE = re.compile(
    r'''
      """(?:"{0,2}(?:\\.|[^"\\]))*"""
    | \'\'\'(?:'{0,2}(?:\\.|[^'\\]))*\'\'\'
    | "(?:\\.|[^"\\\n])*"
    | '(?:\\.|[^'\\\n])*'
    | <[^<>"{}|^`\\\s]*>
    | \\.
    | (?P<comment>\#[^\n]*)
    ''',
    re.DOTALL | re.VERBOSE,
)


def comment_lines(text: str) -> Iterator[int]:
    r"""Lines, counted from 1, on which a comment begins.

    >>> list(comment_lines('<urn:a#b> <urn:p> "# no" .\n# yes'))
    [2]
    """
    for found in _OPAQUE.finditer(text):
        if found["comment"]:
            yield text.count("\n", 0, found.start()) + 1


def mask(text: str) -> str:
    """Put `x` for every character of strings, IRIs and comments; what is left is keywords, names and punctuation.

    >>> mask('VALUES ?x { "}" }')
    'VALUES ?x { xxx }'
    """
    return _OPAQUE.sub(lambda found: "x" * len(found[0]), text)
