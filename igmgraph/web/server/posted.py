"""Queries that are posted in small bodies, read in the event loop; who comes after reads the same body again."""

import asyncio
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, NamedTuple

from igmgraph.web.server.bridge import Receive, Scope
from igmgraph.web.server.fingerprint import fingerprint_of_post
from igmgraph.web.server.similar import Question, question_as_text, question_in_form

__all__ = ["Posted", "read_posted"]

#: Bytes of a body that is read here.
_LARGEST = 16_384
#: Seconds in which it comes whole, or is left to a thread.
_SOON = 1.0
_FORM, _TEXT = b"application/x-www-form-urlencoded", b"application/sparql-query"


class Posted(NamedTuple):
    """A request's body: the question in it, if there is one to be read here; where to read it again; if it is whole."""

    question: Question | None
    receive: Receive
    whole: bool


async def read_posted(scope: Scope, receive: Receive) -> Posted:
    """Read the body of a request if it is small and comes soon."""
    headers = dict(scope["headers"])
    length, media_type = headers.get(b"content-length", b""), headers.get(b"content-type", b"").partition(b";")[0]
    rest = fingerprint_of_post(scope)
    if rest is None or not length.isdigit() or int(length) > _LARGEST or media_type not in {_FORM, _TEXT}:
        return Posted(None, receive, whole=False)
    messages = _Messages(receive)
    body = await messages.body(int(length))
    if body is None:
        return Posted(None, messages.again, whole=False)
    question = question_as_text(body, rest) if media_type == _TEXT else question_in_form(body, rest)
    return Posted(question, messages.again, whole=True)


class _Messages:
    """What came of a client, for who reads it a second time."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._held: list[MutableMapping[str, Any]] = []

    async def body(self, length: int) -> bytes | None:
        """The body, None if it does not come soon, or not whole."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_SOON):
                while not self._held or self._held[-1].get("more_body"):
                    self._held.append(await self._receive())
        body = b"".join(each.get("body", b"") for each in self._held)
        return body if len(body) == length else None

    async def again(self) -> MutableMapping[str, Any]:
        """The next message."""
        return self._held.pop(0) if self._held else await self._receive()
