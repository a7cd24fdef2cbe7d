"""Plain queries, as most are: nothing in their text could be refused, however it is read.

What is left to find out needs no account of where each token stands, so that one regular expression does most of it.
"""

from collections.abc import Sequence
from itertools import accumulate

from igmgraph.engine.admitted import Admission
from igmgraph.engine.base import QueryForm
from igmgraph.engine.ceiling import Ceiling
from igmgraph.engine.tokens import PIECE, VOLATILE, surely_iri
from igmgraph.settings import Settings

__all__ = ["admit_plain"]

_FORMS = {form.value: form for form in QueryForm}
#: With one of these in it, a text is not plain.
_TELLING = ("SERVICE", "FROM", *VOLATILE)
#: What a piece between two tokens begins with; pieces are looked at so often that a call for each would be half of all.
_SPACE = frozenset("#" + "".join(filter(str.isspace, map(chr, range(0x3001)))))
#: Brackets, by what they do to the depth of nesting.
_STEPS = {**dict.fromkeys("{([", 1), **dict.fromkeys("})]", -1)}
#: What a query may end with, in pieces; `0` stands for a number.
_ENDS = (("LIMIT", " ", "0"), ("LIMIT", " ", "0", " ", "OFFSET", " ", "0"))


def admit_plain(text: str, settings: Settings) -> Admission | None:
    """What is known of a plain query; None for a text that has to be looked at more closely."""
    pieces = PIECE.findall(text)
    spaced = [" " if piece[0] in _SPACE else piece for piece in pieces]
    normalized = "".join(spaced).strip(" ")
    capitals = normalized.upper()
    if settings.endpoint or any(word in capitals for word in _TELLING) or not _is_clear(pieces, settings):
        return None
    if len(text) > settings.max_query_joints < sum(map(_most_joints, pieces)):
        return None
    if "VALUES" in capitals and not _ends_before_values(pieces):
        return None
    form = _form(pieces)
    ceiling = _ceiling(spaced, pieces, capitals.count("LIMIT")) if form not in {None, QueryForm.ASK} else None
    if form is None or (ceiling is None and form is not QueryForm.ASK):
        return None
    return Admission(form, False, normalized, True, ceiling)


def _is_clear(pieces: Sequence[str], settings: Settings) -> bool:
    """Whether brackets are in balance and not too deep, and each `<` is one thing only."""
    depths = [0, *accumulate([_STEPS[piece] for piece in pieces if piece in _STEPS]), 0]
    if depths[-2] or min(depths) < 0 or max(depths) > settings.max_query_nesting:
        return False
    return all(surely_iri(piece) for piece in pieces if piece[0] == "<" and piece != "<")


def _most_joints(piece: str) -> int:
    """How many joints there may be in a piece; only those of numbers and keywords have more than two."""
    return 2 if piece[0] in "<\"'?$@" or ":" in piece or piece[0] in _SPACE else len(piece)


def _ends_before_values(pieces: Sequence[str]) -> bool:
    """Whether all VALUES are in brackets, so that none comes after what a query may end with."""
    depth = 0
    for piece in pieces:
        if piece in _STEPS:
            depth += _STEPS[piece]
        elif not depth and "VALUES" in piece.upper():
            return False
    return True


def _form(pieces: Sequence[str]) -> QueryForm | None:
    """The form, if the text begins with a prologue and nothing else."""
    for piece in pieces:
        if piece[0] == "<" or piece[0] in _SPACE:
            continue
        word = piece.upper()
        if word in _FORMS:
            return _FORMS[word]
        # `DESCRIBEe:x` is a keyword and a name.
        if word not in {"PREFIX", "BASE"} and (":" not in piece or word.startswith("DESCRIBE")):
            return None
    return None


def _ceiling(spaced: Sequence[str], pieces: Sequence[str], limits: int) -> Ceiling | None:
    """Where the text says how many rows it wants, if nowhere else than at its end; brackets are in balance."""
    last = len(pieces) - (spaced[-1] == " ")
    stop = sum(map(len, pieces[:last]))
    if not limits:
        return Ceiling(stop, stop)
    if limits > 1:
        return None
    for end in _ENDS:
        words = spaced[max(0, last - len(end)) : last]
        if tuple("0" if word.isdecimal() else word.upper() for word in words) == end:
            first = last - len(end)
            after = sum(map(len, pieces[first + 3 : last]))
            return Ceiling(stop - after - sum(map(len, pieces[first : first + 3])), stop - after, int(words[2]))
    return None
