"""Who is compared: each peer starts its servers, loads the data, and ends what it started."""

from collections.abc import Mapping
from types import MappingProxyType

from bench.peers.base import Peer, Starter
from bench.peers.distant import over_oxigraph, over_virtuoso
from bench.peers.ours import igmgraph, igmgraph_cached
from bench.peers.oxigraph import oxigraph_disk, oxigraph_memory
from bench.peers.rdflib import rdflib_endpoint
from bench.peers.virtuoso import virtuoso

__all__ = ["ENGINES", "PEERS", "Peer", "Starter"]

#: Name to what starts the peer, in the order in which each round asks them.
PEERS: Mapping[str, Starter] = MappingProxyType(
    {
        "igmgraph": igmgraph,
        "igmgraph+cache": igmgraph_cached,
        "oxigraph-memory": oxigraph_memory,
        "oxigraph-disk": oxigraph_disk,
        "rdflib-endpoint": rdflib_endpoint,
        "virtuoso": virtuoso,
    }
)

#: Likewise, the service over its own store and over other engines.
ENGINES: Mapping[str, Starter] = MappingProxyType(
    {"embedded": igmgraph, "over oxigraph": over_oxigraph, "over virtuoso": over_virtuoso}
)
