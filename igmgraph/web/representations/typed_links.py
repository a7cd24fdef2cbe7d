"""Typed links of a document: the same in the Link header (RFC 8288), in `<link>` elements, and in its linkset.

They follow the FAIR Signposting profile, level 2 (https://signposting.org/FAIR/): the page about a thing is the
landing page, its RDF the metadata, files to download the content.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from werkzeug.urls import iri_to_uri

from igmgraph.languages import LANGUAGES
from igmgraph.namespaces import PREFIXES
from igmgraph.web.facts.edition import edition
from igmgraph.web.http.links import site_url
from igmgraph.web.representations.variants import HTML, RDF_FORMATS

__all__ = ["LINKSET", "LINKSET_JSON", "Signposts", "TypedLink", "links_of_metadata", "links_of_page", "write_header"]

LINKSET, LINKSET_JSON = "application/linkset", "application/linkset+json"
_ABOUT_PAGE = f"{PREFIXES['schema']}AboutPage"
_COMPACTED = "http://www.w3.org/ns/json-ld#compacted"


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link from a document: target (IRI, or URL on this site), relation, and what is known of the target."""

    target: str
    relation: str
    media_type: str = ""
    language: str = ""
    profile: str = ""
    title: str = ""

    def attributes(self) -> list[tuple[str, str]]:
        """Target attributes that have a value, by their names in RFC 8288."""
        named = (
            ("type", self.media_type),
            ("hreflang", self.language),
            ("profile", self.profile),
            ("title", self.title),
        )
        return [(name, value) for name, value in named if value]


@dataclass(frozen=True, slots=True)
class Signposts:
    """What the links of a document are made from.

    Attributes:
        path: URL path of the document, without extension.
        canonical: IRI of the document.
        thing: IRI of what it is about, which is what to cite.
        kind: type of the thing in schema.org, None when it has none.
        licenses: IRIs.
        items: URL and media type of each file whose landing page it is.
        more_items: likewise, those that are too many for a header and only in the linkset.
        collection: IRI of what it is part of, "" for nothing.
        pages: relation (`prev`, `next`) to query string.
        described_at: URL path of the document, without extension, that holds its metadata; "" when that is itself.
        related: URL and title of a query for what the document leaves out.
    """

    path: str
    canonical: str
    thing: str
    kind: str | None = None
    licenses: Sequence[str] = ()
    items: Sequence[tuple[str, str]] = ()
    more_items: Sequence[tuple[str, str]] = ()
    collection: str = ""
    pages: Sequence[tuple[str, str]] = ()
    described_at: str = ""
    related: tuple[str, str] | None = None


def links_of_page(about: Signposts) -> list[TypedLink]:
    """Links of the page about a thing."""
    return [
        TypedLink(about.canonical, "canonical"),
        TypedLink(about.thing, "cite-as"),
        TypedLink(about.thing, "describes"),
        TypedLink(_ABOUT_PAGE, "type"),
        *([TypedLink(about.kind, "type")] if about.kind else []),
        *_rights(about),
        *_formats(about.described_at or about.path, "describedby"),
        *(TypedLink(url, "item", media_type) for url, media_type in about.items),
        *([TypedLink(about.collection, "collection")] if about.collection else []),
        *_linksets(about),
        *_paging(about, HTML),
        *_formats(about.path, "alternate"),
        *_languages(about),
    ]


def links_of_metadata(about: Signposts, extension: str) -> list[TypedLink]:
    """Links of the RDF with this extension."""
    return [
        TypedLink(about.canonical, "canonical"),
        TypedLink(about.thing, "cite-as"),
        TypedLink(site_url(about.path), "describes"),
        TypedLink(about.thing, "describes"),
        *_rights(about),
        *_linksets(about),
        *_paging(about, extension),
        *(link for link in _formats(about.path, "alternate") if not link.target.endswith(f".{extension}")),
        *_languages(about),
    ]


def write_header(links: Iterable[TypedLink]) -> str:
    """Value of the Link header."""
    return ", ".join(
        "; ".join(
            [f"<{iri_to_uri(link.target)}>", f'rel="{link.relation}"', *(f'{n}="{v}"' for n, v in link.attributes())]
        )
        for link in links
    )


def _rights(about: Signposts) -> Iterator[TypedLink]:
    yield from (TypedLink(creator.value, "author") for creator in edition().creators)
    yield from (TypedLink(license_, "license") for license_ in about.licenses)


def _formats(path: str, relation: str) -> Iterator[TypedLink]:
    for extension, form in RDF_FORMATS.items():
        profile = _COMPACTED if extension == "jsonld" and relation == "describedby" else ""
        yield TypedLink(site_url(f"{path}.{extension}"), relation, form.media_type, profile=profile)


def _languages(about: Signposts) -> Iterator[TypedLink]:
    for code in LANGUAGES:
        yield TypedLink(site_url(f"{about.path}.{HTML}", lang=code), "alternate", "text/html", code)


def _linksets(about: Signposts) -> Iterator[TypedLink]:
    for extension, media_type in (("json", LINKSET_JSON), ("txt", LINKSET)):
        yield TypedLink(site_url(f"/linkset{about.path}.{extension}"), "linkset", media_type)


def _paging(about: Signposts, extension: str) -> Iterator[TypedLink]:
    for relation, page in about.pages:
        yield TypedLink(site_url(f"{about.path}.{extension}", page=page), relation)
    if about.related:
        yield TypedLink(about.related[0], "related", title=about.related[1])
