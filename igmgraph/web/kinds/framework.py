"""The page about the framework, and those about its principles and objectives."""

from collections.abc import Mapping

from pyoxigraph import NamedNode

from igmgraph.namespaces import IGM
from igmgraph.web.drawings.wheel import divide
from igmgraph.web.facts.statements import Value
from igmgraph.web.kinds.kind import DOMAIN, Kind, Material, ask_each, igm

__all__ = ["FRAMEWORK", "OBJECTIVE", "PRINCIPLE"]

_SCOPES = {igm("National"): f"{IGM}nationalScope", igm("Local"): f"{IGM}localScope"}


def _present_framework(material: Material) -> Mapping[str, object]:
    domains = _parts(material, DOMAIN)
    shown = material.show_all(domains)
    aims = {name: [_aim(material, part) for part in _parts(material, igm(name))] for name in ("Principle", "Objective")}
    orders = [material.order(domain) for domain in domains]
    scopes = [scope(material, domain, "National") for domain in domains]
    sectors = divide([domain.text.text for domain in shown])
    return {
        "here": material.show(material.thing),
        "wheel_slices": list(zip(sectors, orders, shown, strict=True)),
        "principles": aims["Principle"],
        "objectives": aims["Objective"],
        "domains": list(zip(orders, shown, scopes, strict=True)),
    }


def scope(material: Material, domain: NamedNode, level: str) -> object:
    """What a domain looks at on a level; None when the graph does not say."""
    return material.sentence(domain, _SCOPES[igm(level)])


def _parts(material: Material, class_: NamedNode) -> list[NamedNode]:
    rows = material.answers["framework-parts"]
    parts = (row["part"] for row in rows if row["class"] == class_)
    return list(dict.fromkeys(part for part in parts if isinstance(part, NamedNode)))


def _aim(material: Material, aim: NamedNode) -> tuple[Value, list[tuple[int, Value]]]:
    """A principle or objective, and the domains that put it into practice, each with its number."""
    rows = material.answers["framework-parts"]
    domains = dict.fromkeys(row["domain"] for row in rows if row["part"] == aim and "domain" in row)
    nodes = [domain for domain in domains if isinstance(domain, NamedNode)]
    return material.show(aim), [(material.order(domain), material.show(domain)) for domain in nodes]


def _present_aim(material: Material) -> Mapping[str, object]:
    rows = material.answers["aim-domains"]
    domains = [
        (
            material.order(domain),
            material.show(domain),
            [scope(material, domain, "National"), scope(material, domain, "Local")],
            material.show_all(row["subDomain"] for row in rows if row["domain"] == domain and "subDomain" in row),
        )
        for domain in material.column("aim-domains", "domain")
    ]
    return {"domains": domains}


FRAMEWORK = Kind(
    "Framework",
    ("igm:year", "igm:contributesToTarget", "dct:source"),
    ask_each("framework", "framework-parts"),
    _present_framework,
    "framework",
)
PRINCIPLE = Kind("Principle", ("igm:partOf", "dct:source"), ask_each("aim", "aim-domains"), _present_aim, "aim")
OBJECTIVE = Kind("Objective", ("igm:partOf", "dct:source"), ask_each("aim", "aim-domains"), _present_aim, "aim")
