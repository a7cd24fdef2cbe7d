"""The application of a web server in this process, with what it asks of Flask counted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from threading import Event
from typing import Any

from flask import Flask

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.embedded import EmbeddedEngine
from igmgraph.settings import Settings
from igmgraph.web import create_app
from igmgraph.web.server.front import Front

__all__ = ["Counted", "ask", "fronting"]


class Counted:
    """Counts what Flask is asked; it may have to wait before it answers, but for the paths that are `free`."""

    def __init__(self, app: Flask) -> None:
        self._application, self.serving = app.wsgi_app, app.extensions["igmgraph"]
        self.asked, self.go_on = 0, Event()
        self.go_on.set()
        self.free: set[str] = set()

    def __call__(self, environ: Any, start: Any) -> Any:
        self.asked += 1
        if environ["PATH_INFO"] not in self.free:
            self.go_on.wait(20)
        return self._application(environ, start)


async def ask(
    front: Front,
    method: str,
    url: str,
    body: str | bytes,
    headers: Mapping[str, str],
    between: Callable[[], Awaitable[object]] | None = None,
) -> bytes:
    """Body of an answer; the body of the request comes in two parts, and something may happen between them."""
    content = body.encode() if isinstance(body, str) else body
    path, _, query = url.partition("?")
    named = [(name.lower().encode(), value.encode()) for name, value in {"Host": "localhost", **headers}.items()]
    length = [(b"content-length", b"%d" % len(content))] if content else []
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "scheme": "http"}
    scope |= {"query_string": query.encode(), "headers": [*named, *length], "http_version": "1.1"}
    came: list[dict[str, Any]] = [
        {"type": "http.request", "body": content[:5], "more_body": True},
        {"type": "http.request", "body": content[5:]},
    ]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if between is not None and len(came) == 1:
            await between()
        return came.pop(0) if came else await asyncio.Future()

    async def send(message: Any) -> None:
        sent.append(message)

    await front(scope, receive, send)
    return b"".join(message.get("body", b"") for message in sent)


@asynccontextmanager
async def fronting(snapshot: Snapshot, settings: Settings) -> AsyncIterator[tuple[Front, Counted]]:
    """The application of a web server, and what it asks Flask."""
    loop = asyncio.get_running_loop()
    engine = await loop.run_in_executor(None, EmbeddedEngine, snapshot.path, settings, loop)
    app = create_app(settings, engine)
    app.wsgi_app = counted = Counted(app)  # type: ignore[assignment,method-assign]
    try:
        yield Front(app, settings), counted
    finally:
        await loop.run_in_executor(None, engine.close)
