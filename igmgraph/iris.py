"""Where a resource lives: canonical IRIs, the instance IRIs of another deployment, and URL paths.

Instance IRIs (`id/`, `graph/`) may be minted under another base; ontology terms keep the canonical one,
so that queries stay portable.
"""

import re

from igmgraph.namespaces import BASE

__all__ = ["graph_iri", "iri_of_path", "kind_of", "path_of_iri", "rebase"]

# The base is the deployment's; what follows it is what makes an IRI ours to mint.
_INSTANCE = re.compile(r"(?:id|graph)/")


def rebase(iri: str, base: str) -> str:
    """Mint a canonical instance IRI under `base`; any other IRI comes back as it is.

    >>> rebase("https://w3id.org/igm/id/place/cl", "https://data.example.org/")
    'https://data.example.org/id/place/cl'
    >>> rebase("https://w3id.org/igm/ontology#Finding", "https://data.example.org/")
    'https://w3id.org/igm/ontology#Finding'
    """
    if iri.startswith(BASE) and _INSTANCE.match(iri, len(BASE)):
        return base + iri[len(BASE) :]
    return iri


def graph_iri(slug: str, base: str = BASE) -> str:
    """IRI of the named graph `slug`, such as `framework` or `profile/cl-monte-patria-2024`."""
    return f"{base}graph/{slug}"


def iri_of_path(path: str, base: str) -> str:
    """IRI of the thing that a URL path below the service's root speaks of (`id/place/cl`)."""
    return base + path


def path_of_iri(iri: str, base: str) -> str | None:
    """URL path, below this service's root, at which `iri` can be read; None for an IRI of someone else.

    >>> path_of_iri("https://w3id.org/igm/id/place/cl", "https://w3id.org/igm/")
    '/id/place/cl'
    >>> path_of_iri("https://w3id.org/igm/ontology#Finding", "https://data.example.org/")
    '/ontology#Finding'
    """
    for own in (base, BASE):
        if iri.startswith(own):
            return f"/{iri[len(own) :]}"
    return None


def kind_of(iri: str) -> str | None:
    """Kind segment of an instance IRI: `finding`, `place`, ...; None when it is not an `id/` IRI.

    >>> kind_of("https://w3id.org/igm/id/finding/cl-monte-patria-2024/partnerships/w1")
    'finding'
    """
    found = re.search(r"/id/([a-z-]+)/", iri)
    return found[1] if found else None
