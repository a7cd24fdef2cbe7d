"""SPARQL over HTTP: the protocol, fair use, and what is told of each query."""
