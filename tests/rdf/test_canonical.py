"""One text for one dataset, whatever its order and its blank node names."""

from pyoxigraph import RdfFormat, parse

from igmgraph.rdf.canonical import canonical_nquads, canonical_quads


def _quads(text: str) -> list:  # type: ignore[type-arg]
    return list(parse(input=text, format=RdfFormat.TRIG, rename_blank_nodes=True))


def test_order_names_and_repetition_do_not_matter() -> None:
    one = _quads("<urn:g> { _:x <urn:p> _:y . _:y <urn:p> 1 } <urn:a> <urn:p> 01 . _:h { <urn:a> <urn:p> 2 }")
    other = _quads("_:z { <urn:a> <urn:p> 2 } <urn:a> <urn:p> 01 . <urn:g> { _:q <urn:p> 1 . _:z2 <urn:p> _:q }")
    assert canonical_nquads(one) == canonical_nquads([*reversed(other), *other])


def test_lines_are_sorted_and_labels_stay() -> None:
    content = canonical_nquads(_quads("<urn:b> <urn:p> _:x . <urn:a> <urn:p> <<( <urn:s> <urn:p> _:x )>>, 'a\\nb' ."))
    assert content.decode().splitlines() == [
        '<urn:a> <urn:p> "a\\nb" .',
        "<urn:a> <urn:p> <<( <urn:s> <urn:p> _:c14n0 )>> .",
        "<urn:b> <urn:p> _:c14n0 .",
    ]
    assert canonical_nquads(canonical_quads(parse(input=content, format=RdfFormat.N_QUADS))) == content


def test_no_quads_are_no_bytes() -> None:
    assert canonical_nquads([]) == b""
