"""The shipped data against a list, made by hand from the source, of what must be there."""

from collections.abc import Iterable

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from igmgraph.build.snapshot import Snapshot
from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import PREFIXES
from igmgraph.rdf.reading import Sources, read_sources
from igmgraph.shipped import DATA

ID = "https://w3id.org/igm/id/"
PROFILE = "cl-monte-patria-2024"
MUNICIPALITY = "Municipalidad de Monte Patria"

#: Official name, kind, parent body, place.
INSTITUTIONS = [
    (MUNICIPALITY, "municipality", None, "cl-monte-patria"),
    ("Oficina de Inclusión", "office", MUNICIPALITY, "cl-monte-patria"),
    ("Dirección de Desarrollo Comunitario", "directorate", MUNICIPALITY, "cl-monte-patria"),
    ("Unidad de Inclusión y Rehabilitación", "unit", "Dirección de Desarrollo Comunitario", "cl-monte-patria"),
    ("Oficina Municipal de Información Laboral", "office", MUNICIPALITY, "cl-monte-patria"),
    ("Oficina de la Mujer", "office", MUNICIPALITY, "cl-monte-patria"),
    ("Oficina de la Juventud", "office", MUNICIPALITY, "cl-monte-patria"),
    ("Departamento de Fomento Productivo y Turismo", "department", MUNICIPALITY, "cl-monte-patria"),
    ("Unidad de Protección Civil y Emergencia", "unit", MUNICIPALITY, "cl-monte-patria"),
    ("Oficina del Agua", "office", MUNICIPALITY, "cl-monte-patria"),
    ("Dirección Municipal de Medioambiente", "directorate", MUNICIPALITY, "cl-monte-patria"),
    ("Consejo de la Sociedad Civil", "council", None, "cl-monte-patria"),
    ("Sistema Comunal de Protección Civil", "coordination-system", None, "cl-monte-patria"),
    ("Municipalidad de Vicuña", "municipality", None, "cl-vicuna"),
    ("Asociación Chilena de Municipalidades", "association-of-municipalities", None, "cl"),
    ("Asociación de Municipalidades Región de Coquimbo", "association-of-municipalities", None, "cl-co"),
    ("Asociación de Municipios Rurales", "association-of-municipalities", None, "cl"),
    ("Organización Internacional para las Migraciones", "international-organization", None, None),
    ("Estados Miembros de la OIM", "group-of-states", None, None),
    ("Economist Impact", "research-unit", "The Economist", None),
    ("The Economist", "periodical", None, None),
    ("Naciones Unidas", "international-organization", None, None),
]

#: Official name, class, year, place.
INSTRUMENTS = [
    ("Duplas Sociosanitarias", "Programme", "2023", "cl-monte-patria"),
    ("Nadie es Ilegal", "Publication", "2022", "cl-monte-patria"),
    ("Inclusión y Discriminación", "Training", "2023", "cl-monte-patria"),
    ("Operativos Comunitarios", "Programme", "2022", "cl-monte-patria"),
    ("Política Comunal de Inclusión Social", "Policy", "2022", "cl-monte-patria"),
    ("Política Nacional de Migración y Extranjería", "Policy", "2023", "cl"),
    ("Operativo de Atención Migratoria", "Programme", None, "cl-monte-patria"),
    ("Mujeres Jefas de Hogar", "Programme", "2016", "cl-monte-patria"),
    ("Feria Jóvenes con Espíritu Emprendedor", "Event", "2023", "cl-monte-patria"),
    ("Plan Comunal de Emergencia Inclusivo", "Plan", "2023", "cl-monte-patria"),
    (
        "Derechos de las mujeres y acciones para la prevención de la trata de personas y el trabajo forzoso",
        "Event",
        "2023",
        "cl-monte-patria",
    ),
]

#: Domain in the order of the source, areas well developed, areas with potential.
FINDINGS = [
    ("migrants-rights", 4, 2),
    ("whole-of-government", 3, 4),
    ("partnerships", 3, 1),
    ("socioeconomic-wellbeing", 4, 2),
    ("mobility-in-crises", 3, 3),
    ("safe-orderly-regular", 2, 3),
]


@pytest.fixture(scope="module")
def sources() -> Sources:
    return read_sources([DATA])


@pytest.fixture(scope="module")
def data(sources: Sources) -> Store:
    store = Store()
    store.extend(sources.quads)
    return store


def term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(f"{PREFIXES[prefix]}{local}")


def values(data: Store, subject: NamedNode, property_: str) -> set[str]:
    return {
        quad.object.value
        for quad in data.quads_for_pattern(subject, term(property_), None, None)
        if isinstance(quad.object, NamedNode | Literal)
    }


def named(data: Store, name: str) -> NamedNode:
    """The one institution or instrument that has this name as its Spanish label."""
    (subject,) = (
        quad.subject
        for quad in data.quads_for_pattern(None, term("rdfs:label"), Literal(name, language="es"), None)
        if isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith((f"{ID}institution/", f"{ID}instrument/"))
    )
    return subject


@pytest.mark.parametrize(("name", "kind", "parent", "place"), INSTITUTIONS, ids=[row[0] for row in INSTITUTIONS])
def test_every_institution_of_the_source(
    data: Store, name: str, kind: str, parent: str | None, place: str | None
) -> None:
    institution = named(data, name)
    assert values(data, institution, "rdf:type") == {term("igm:Institution").value}
    assert values(data, institution, "org:classification") == {f"{ID}institution-kind/{kind}"}
    assert values(data, institution, "org:unitOf") == ({named(data, parent).value} if parent else set())
    assert values(data, institution, "dct:spatial") == ({f"{ID}place/{place}"} if place else set())
    assert values(data, institution, "prov:wasDerivedFrom"), "it can be traced to a passage"


@pytest.mark.parametrize(("name", "kind", "year", "place"), INSTRUMENTS, ids=[row[0] for row in INSTRUMENTS])
def test_every_instrument_of_the_source(data: Store, name: str, kind: str, year: str | None, place: str) -> None:
    instrument = named(data, name)
    assert term(f"igm:{kind}").value in values(data, instrument, "rdf:type")
    assert values(data, instrument, "igm:year") == ({year} if year else set())
    assert values(data, instrument, "dct:spatial") == {f"{ID}place/{place}"}
    assert values(data, instrument, "prov:wasDerivedFrom"), "it can be traced to a passage"


def test_the_policy_has_both_of_its_names(data: Store) -> None:
    policy = named(data, "Política Comunal de Inclusión Social")
    assert values(data, policy, "skos:altLabel") == {"Política Comunal para la Inclusión Social"}
    assert len(values(data, policy, "prov:wasDerivedFrom")) == 2


@pytest.mark.parametrize(("domain", "developed", "potential"), FINDINGS, ids=[row[0] for row in FINDINGS])
def test_every_finding_of_the_source(data: Store, domain: str, developed: int, potential: int) -> None:
    keys = [f"w{n + 1}" for n in range(developed)] + [f"g{n + 1}" for n in range(potential)]
    for key in keys:
        finding = NamedNode(f"{ID}finding/{PROFILE}/{domain}/{key}")
        kind = "WellDevelopedArea" if key[0] == "w" else "AreaForDevelopment"
        assert values(data, finding, "rdf:type") == {term(f"igm:{kind}").value}
        assert values(data, finding, "igm:order") == {key[1:]}
        assert values(data, finding, "igm:inDomain") == {f"{ID}domain/{domain}"}
        (sub_domain,) = values(data, finding, "igm:inSubDomain")
        assert values(data, NamedNode(sub_domain), "igm:inDomain") == {f"{ID}domain/{domain}"}
        (passage,) = values(data, finding, "prov:wasDerivedFrom")
        assert passage == f"{ID}source/igm-monte-patria-2024/{domain}/{key}"
        assert values(data, NamedNode(passage), "igm:bullet") == {key[1:]}
        for text in ("rdfs:label", "igm:statement"):
            literals = [quad.object for quad in data.quads_for_pattern(finding, term(text), None, None)]
            assert sorted(each.language or "" for each in literals if isinstance(each, Literal)) == list(LANGUAGES)


def test_there_is_no_finding_too_many(data: Store) -> None:
    profile = NamedNode(f"{ID}profile/{PROFILE}")
    found = list(data.quads_for_pattern(None, term("igm:ofProfile"), profile, None))
    assert len(found) == sum(developed + potential for _, developed, potential in FINDINGS) == 34


def test_each_resource_is_described_in_one_graph(sources: Sources) -> None:
    homes: dict[str, set[str]] = {}
    for quad in sources.quads:
        if quad.predicate == term("rdf:type"):
            homes.setdefault(str(quad.subject), set()).add(str(quad.graph_name))
    assert len(homes) > 200
    assert {resource: graphs for resource, graphs in homes.items() if len(graphs) != 1} == {}


def test_each_fact_stands_in_one_graph(snapshot: Snapshot) -> None:
    """A query over all graphs would count another one twice."""
    graphs: dict[Triple, set[str]] = {}
    for quad in parse(path=snapshot.path / "dataset.nq", format=RdfFormat.N_QUADS):
        graphs.setdefault(quad.triple, set()).add(str(quad.graph_name))
    assert {fact: names for fact, names in graphs.items() if len(names) > 1} == {}


def test_no_link_dangles(sources: Sources) -> None:
    def own(terms: Iterable[object]) -> set[str]:
        return {each.value for each in terms if isinstance(each, NamedNode) and each.value.startswith(ID)}

    described = own(quad.subject for quad in sources.quads if quad.predicate == term("rdf:type"))
    assert own(quad.object for quad in sources.quads) - described == set()


def test_the_data_have_no_blank_nodes() -> None:
    files = sorted(DATA.rglob("*.ttl"))
    assert len(files) >= 9
    for file in files:
        quads: list[Quad] = list(parse(file.read_bytes(), format=RdfFormat.TURTLE))
        assert all(isinstance(part, NamedNode | Literal) for quad in quads for part in (quad.subject, quad.object))


def test_every_finding_is_inferred_to_serve_the_target(snapshot: Snapshot) -> None:
    store = Store.read_only(str(snapshot.store))
    target, inferred = NamedNode("http://metadata.un.org/sdg/10.7"), NamedNode("https://w3id.org/igm/graph/inferred")
    served = {
        str(quad.subject) for quad in store.quads_for_pattern(None, term("igm:contributesToTarget"), target, inferred)
    }
    assert sum("/id/finding/" in each for each in served) == 42
    assert sum("/id/domain/" in each for each in served) == 6
