"""The engine that a service runs over: what it holds and can do, and how it comes to hold the snapshot of a store."""

from collections.abc import Iterator

from igmgraph.build.snapshot import Snapshot
from igmgraph.engine.credentials import read_credentials
from igmgraph.engine.distant.line import Line
from igmgraph.engine.distant.probes import probe
from igmgraph.engine.distant.publication import read_publication
from igmgraph.engine.remote import Endpoint
from igmgraph.errors import EngineAway, Unavailable
from igmgraph.publish.run import Progress, publish
from igmgraph.publish.target import Target
from igmgraph.settings import Settings

__all__ = ["provide", "tell"]

#: Seconds that the engine may take for a small question, and for a step of a publication.
_SHORT, _LONG = 10.0, 300


def tell(url: str, auth_env: str) -> Iterator[str]:
    """What an engine holds and can do, line by line.

    Raises:
        Unavailable: it does not answer.
    """
    line = Line(url, read_credentials(auth_env))
    try:
        publication = read_publication(line, _SHORT)
        yield f"snapshot {publication.id} in {len(publication.graphs)} graphs at {url}"
    except EngineAway:
        raise
    except Unavailable as error:
        yield str(error)
    yield from (f"{finding.name}: {finding.result}" for finding in probe(line, _SHORT))


def provide(snapshot: Snapshot, settings: Settings, progress: Progress) -> None:
    """Publish a snapshot in the engine of the settings, unless that holds it already.

    Raises:
        Unavailable: the engine does not answer, or does not take it.
    """
    credentials = read_credentials(settings.auth_env)
    try:
        if read_publication(Line(settings.endpoint, credentials), _SHORT).id == snapshot.id:
            return
    except EngineAway:
        raise
    except Unavailable:
        # It holds none yet.
        pass
    endpoint = Endpoint(settings.endpoint, settings.update_endpoint, credentials, _LONG)
    publish(snapshot, Target(endpoint), settings.store, progress)
