"""As many connections of clients as leave the service files for itself: to evaluate queries, to open other data."""

import resource
from asyncio import Transport

from igmgraph.web.server.connection import Connection

__all__ = ["BoundedConnection"]

#: Files that the service keeps for itself, where it may open twice as many.
_KEPT = 200


class BoundedConnection(Connection):
    """A connection that ends at once where there are too many."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        most: int = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        if len(self.connections) > max(most - _KEPT, most // 2):
            transport.abort()
