"""JSON that a person can read as it stands: letters as they are, in UTF-8."""

import json

__all__ = ["json_text"]


def json_text(data: object) -> bytes:
    r"""Write JSON with its letters, and as escapes only those halves of characters that UTF-8 cannot hold.

    >>> json_text({"línea": "\ud800"}).decode()
    '{"línea": "\\ud800"}'
    """
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "backslashreplace")
