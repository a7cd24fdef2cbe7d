"""How an answer that was cut says so within itself, in each syntax, and stays readable.

Header fields can be lost on the way to who reads a file; this stays in it.
"""

import json
import re

from igmgraph.engine.values import Cut
from igmgraph.namespaces import BASE
from igmgraph.rdf.xml_text import is_xml

__all__ = ["close_graph", "close_rows", "find_cut"]

_TYPE = f"{BASE}problems/result-truncated"
_SAID, _TOLD = r"# (The answer was cut at \d+ \w+): ", r'"by": "(\w+)", "limit": (\d+), "type": '
_MARK = re.compile(rf'{_SAID}{_TYPE}\n$|{_TOLD}"{_TYPE}"\}}\}}$'.encode())
_END_OF_JSON, _END_OF_XML = b"]}}", b"</results></sparql>"


def _comment(media_type: str, cut: Cut, limit: int) -> bytes:
    text = f"The answer was cut at {limit} {cut.value}: {_TYPE}"
    return (f"\n<!-- {text} -->\n" if is_xml(media_type) else f"# {text}\n").encode()


def _member(cut: Cut, limit: int) -> dict[str, object]:
    return {"truncated": {"by": cut.value, "limit": limit, "type": _TYPE}}


def close_rows(tail: bytes, media_type: str, cut: Cut, limit: int) -> bytes:
    """End a SELECT result: `tail` is its last part, whole or up to the end of a row.

    JSON gets a member `truncated` beside `results`; XML a comment after the document's element. CSV and TSV have no
    room for anything but rows: a last line that begins with `#`.
    """
    if media_type.endswith("json"):
        tail = tail.removesuffix(_END_OF_JSON) + _END_OF_JSON[:-1]
        return tail + b"," + json.dumps(_member(cut, limit)).encode()[1:]
    if is_xml(media_type):
        tail = tail.removesuffix(_END_OF_XML) + _END_OF_XML
    return tail + _comment(media_type, cut, limit)


def close_graph(tail: bytes, media_type: str, cut: Cut, limit: int) -> bytes:
    """End a graph: `tail` is its last part, ended as the syntax has it.

    JSON-LD gets a last object whose one member is no IRI, which its readers drop; the other syntaxes have comments.
    """
    if media_type.endswith("json"):
        opened = tail.removesuffix(b"]")
        comma = b"" if opened == b"[" else b","
        return opened + comma + json.dumps(_member(cut, limit)).encode() + b"]"
    return tail + _comment(media_type, cut, limit)


def find_cut(content: bytes) -> str | None:
    """What an answer in JSON or Turtle says of being cut, None when it is whole.

    >>> find_cut(close_graph(b"", "text/turtle", Cut.ROWS, 10))
    'The answer was cut at 10 rows'
    >>> find_cut(close_rows(b'{"results":{"bindings":[]}}', "application/sparql-results+json", Cut.BYTES, 10))
    'The answer was cut at 10 bytes'
    """
    found = _MARK.search(content[-300:])
    if not found:
        return None
    said, by, limit = (part.decode() if part else "" for part in found.groups())
    return said or f"The answer was cut at {limit} {by}"
