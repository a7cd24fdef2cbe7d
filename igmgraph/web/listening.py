"""The web server: one process beside this one, which runs `igmgraph.web.service`."""

import math
import os
import socket
from multiprocessing import set_start_method

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from igmgraph.engine.allocator import with_allocator
from igmgraph.errors import InputError
from igmgraph.settings import Settings

__all__ = ["check_address", "listen"]

#: Seconds beyond a query's deadline in which a service that ends sends its last answers.
_LEAVE = 5


def check_address(host: str, port: int) -> None:
    """Refuse an address that is taken; the web server would share it with whoever listens there.

    Raises:
        InputError: nobody can listen there.
    """
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise InputError(f"{host}:{port}: cannot listen there: {error.strerror}") from None


def listen(settings: Settings) -> None:
    """Serve until the process is told to end."""
    # The web server's worker reads its settings where every operator can set them.
    os.environ.update(with_allocator({**os.environ, **settings.to_environment()}))
    # It begins anew, as only a new program has another allocator.
    set_start_method("spawn", force=True)
    Granian(
        "igmgraph.web.service:create_service",
        factory=True,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        address=settings.host,
        port=settings.port,
        # Seconds, here in thousandths, in which a client has to say what it wants.
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        # Whoever was asking when the service is told to end has the answer first.
        workers_kill_timeout=math.ceil(settings.query_timeout) + _LEAVE,
        log_level=LogLevels.error,
    ).serve()
