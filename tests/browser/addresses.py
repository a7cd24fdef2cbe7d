"""One page of each kind."""

ADDRESSES = {
    "home": "/",
    "list": "/browse/findings",
    "languages": "/about/languages",
    "framework": "/doc/framework/migof",
    "principle": "/doc/principle/1",
    "domain": "/doc/domain/migrants-rights",
    "sub-domain": "/doc/subdomain/migrants-rights/basic-services",
    "indicator": "/doc/indicator/local/L1-5",
    "profile": "/doc/profile/cl-monte-patria-2024",
    "profile-without-findings": "/doc/profile/az-undated",
    "finding": "/doc/finding/cl-monte-patria-2024/migrants-rights/w1",
    "institution": "/doc/institution/cl-monte-patria/oficina-de-inclusion",
    "instrument": "/doc/instrument/cl-monte-patria/nadie-es-ilegal",
    "place": "/doc/place/cl-monte-patria",
    "source": "/doc/source/igm-monte-patria-2024",
    "statements": "/doc/profile/cl-monte-patria-2024?view=statements",
    "ontology": "/ontology",
    "dataset": "/dataset",
    "graph": "/graph/framework",
    "problem": "/doc/place/atlantis",
}
