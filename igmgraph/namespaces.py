"""The one prefix table, and the IRIs that code needs by name. Plain strings, no RDF library."""

from types import MappingProxyType

__all__ = ["BASE", "CC_BY", "FOAF", "IGM", "ONTOLOGY", "PREFIXES", "RDF", "RDFS", "SKOS", "compact", "expand"]

BASE = "https://w3id.org/igm/"
ONTOLOGY = f"{BASE}ontology"

#: Prefix to namespace; every Turtle file and every query of the project uses exactly these.
PREFIXES = MappingProxyType(
    {
        "bibo": "http://purl.org/ontology/bibo/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "dqv": "http://www.w3.org/ns/dqv#",
        "earl": "http://www.w3.org/ns/earl#",
        "eli": "http://data.europa.eu/eli/ontology#",
        "eurovoc": "http://eurovoc.europa.eu/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "house": f"{BASE}house#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "igm": f"{ONTOLOGY}#",
        "igmsh": f"{BASE}shapes#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sdg": "http://metadata.un.org/sdg/",
        "sdgo": "http://metadata.un.org/sdg/ontology#",
        "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
        "semapv": "https://w3id.org/semapv/vocab/",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "spdx": "http://spdx.org/rdf/terms#",
        "sssom": "https://w3id.org/sssom/",
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "wd": "http://www.wikidata.org/entity/",
        "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)

IGM = PREFIXES["igm"]
RDF = PREFIXES["rdf"]
RDFS = PREFIXES["rdfs"]
SKOS = PREFIXES["skos"]
FOAF = PREFIXES["foaf"]
CC_BY = "https://creativecommons.org/licenses/by/4.0/"

# Longest namespace first: `sdgo:` and `house:` lie inside others.
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def compact(iri: str) -> str:
    """Shorten an IRI to `prefix:local` for people; an IRI of no known namespace comes back whole.

    >>> compact("https://w3id.org/igm/ontology#Finding")
    'igm:Finding'
    """
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def expand(name: str) -> str:
    """What a name with one of these prefixes is short for; anything else comes back as it is.

    >>> expand("igm:Finding"), expand("urn:x"), expand("igm://x")
    ('https://w3id.org/igm/ontology#Finding', 'urn:x', 'igm://x')
    """
    prefix, _, local = name.partition(":")
    return f"{PREFIXES[prefix]}{local}" if prefix in PREFIXES and local and not local.startswith("//") else name
