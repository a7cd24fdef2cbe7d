"""Tokens of SPARQL (1.1, section 19.8), as far as a scan that looks for keywords has to tell them apart.

The engine's parser needs no space between tokens, so that `trueSERVICE<...>` holds a keyword. Codepoint escapes are
left alone: the engine undoes them inside IRIs and strings only, so an escaped quote ends no string.
"""

import re

__all__ = ["CERTAIN_IRI", "IRI_LETTER", "TOKEN", "VOLATILE", "is_doubtful", "place_of", "surely_iri"]

#: Letters that a prefix begins with (PN_CHARS_BASE), those of a variable (VARNAME), and those of names (PN_CHARS).
_FIRST = (
    r"A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_IN_VARIABLE = rf"{_FIRST}_0-9\xb7\u0300-\u036f\u203f\u2040"
_LETTER = rf"{_IN_VARIABLE}\-"
_COMMENT = r"\#[^\n\r]*"
#: Of long strings: with another one in it, three quotation marks are an empty string and the begin of the next one. In
#: a short string, another one makes the text no query at all.
_ESCAPE = r"""\\(?:[tbnrf"'\\]|u(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}
          |U00(?!00[Dd][89A-Fa-f])(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})"""
_LITERAL = rf"""
          '''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'''
        | \"\"\"(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*\"\"\"
        | '(?:\\.|[^'\\\n\r])*'            | "(?:\\.|[^"\\\n\r])*"
        | @[A-Za-z]+(?:-[A-Za-z0-9]+)*     | [?$][{_IN_VARIABLE}]+
"""
#: What an IRI in angle brackets is made of, where nothing is escaped.
IRI_LETTER = r"[^<>\"{}|^`\\\x00-\x20]"
_IRI = rf"<(?:{IRI_LETTER}|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>"
#: No local name begins with a full stop or a hyphen: in `e:.SERVICE` there are three tokens.
_LOCAL = rf":(?:(?:[{_FIRST}_0-9:%]|\\.)(?:[{_LETTER}:%.]|\\.)*)?"
#: A number, which may run into a keyword, or a word.
_RUN = rf"-?\.?[0-9][{_LETTER}.]*|[{_FIRST}_][{_LETTER}.]*"

#: One token; the group that matched tells its kind. Four letters alone stand between tokens (WS).
TOKEN = re.compile(
    rf"""
      (?P<comment>{_COMMENT})
    | (?P<literal>{_LITERAL})
    | (?P<triple><<)
    | (?P<iri>{_IRI})
    | (?P<name>(?P<prefix>(?:[{_FIRST}_][{_LETTER}.]*)?){_LOCAL})
    | (?P<run>{_RUN})
    | (?P<open>[{{(\[])
    | (?P<close>[}})\]])
    | (?P<other>[^ \t\r\n])
    """,
    re.VERBOSE | re.DOTALL,
)

#: Functions that give something else each time.
VOLATILE = ("NOW", "RAND", "UUID")
_ABSOLUTE = r"<[A-Za-z][A-Za-z0-9+.\-]*://"
#: Whether a token that begins with `<` is an IRI: no expression begins so, as a name may be followed by one slash only.
surely_iri = re.compile(_ABSOLUTE).match
#: Such an IRI.
CERTAIN_IRI = re.compile(rf"{_ABSOLUTE}{IRI_LETTER}*>")
#: Inside of `<...>` after which both readings of `<` stand at the same place: whole strings, no comment, no bracket.
_EITHER_WAY = re.compile(r"<(?:'[^']*'|[^'#()\[\]])*>")


def is_doubtful(kind: str, text: str) -> bool:
    """Whether a token after an operand of an expression may mean "less than", and what follows be something else."""
    return kind == "triple" or (kind == "iri" and not (surely_iri(text) or _EITHER_WAY.fullmatch(text)))


def place_of(text: str, position: int) -> tuple[int, int]:
    """Line and column of a position, both from 1."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)
