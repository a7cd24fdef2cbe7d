"""The nginx configuration of an export: our templates, filled with what the service itself answers.

Each representation has a location, whose headers all documents share; of `Link`, which names the document, the shapes
that occur are written.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from string import Template

from igmgraph.export.rendering import Rendered
from igmgraph.export.variants import VARIANTS, Variant

__all__ = ["configure"]

_FOLDER = Path(__file__).parent / "nginx"
#: What the answers that are exported take for the site.
_SITE = "http://localhost"
#: Headers that the templates, nginx itself or the shapes of Link answer for.
_OWN = frozenset(
    {
        "Accept-Ranges",
        "Content-Disposition",
        "Content-Encoding",
        "Content-Language",
        "Content-Length",
        "Content-Location",
        "Content-Type",
        "Date",
        "ETag",
        "Last-Modified",
        "Link",
        "Location",
        "Vary",
    }
)

#: Name of what a shape says of the Vary header; its other names are extensions.
_VARY = "vary"
#: Link headers by extension, in which `$igm_document` and `$igm_tail` stand for the document's path.
_Shape = tuple[tuple[str, str], ...]


class _Template(Template):
    """`${name}` is ours to fill; `$name` is a variable of nginx and stays."""

    pattern = r"\$\{(?P<braced>[a-z_]+)\}|(?!)(?P<escaped>)(?P<named>)(?P<invalid>)"  # type: ignore[assignment]


def configure(
    files: Path, rendered: Sequence[Rendered], answers: Mapping[str, Mapping[str, str]], *, brotli: bool
) -> Mapping[str, str]:
    """Name and text of the files to include, for documents whose files are in a folder.

    Args:
        files: that folder, as nginx will see it; the name of the release above it is in every entity tag.
        rendered: the documents, at least one.
        answers: headers of a 303 to a page (`redirect`) and of an asset (`asset`).
        brotli: whether nginx has the module that serves `.br` files.
    """
    shapes = {each.document: _shape(each) for each in rendered}
    numbered = {shape: number for number, (shape, _) in enumerate(Counter(shapes.values()).most_common())}
    http = _fill(
        "http.conf",
        shapes="\n".join(f"    {path} {numbered[shape]};" for path, shape in shapes.items() if numbered[shape]),
        vary=_entries(numbered, _VARY),
        named_vary=_entries(numbered, _VARY, _named),
        links="\n".join(
            f"map $igm_shape $igm_link_{extension} {{\n{_entries(numbered, extension)}\n}}"
            for extension in rendered[0].headers
        ),
    )
    server = _fill(
        "server.conf",
        files=str(files),
        redirect_link=_quote(_redirect_link(answers["redirect"])),
        redirect_vary=answers["redirect"]["Vary"],
        brotli="brotli_static on;" if brotli else "# No brotli_static: exported for an nginx without that module.",
        redirect_headers=_headers(answers["redirect"]),
        asset_headers=_headers(answers["asset"]),
        representations="\n".join(
            _representation(variant, files, rendered[0].headers[variant.extension]) for variant in VARIANTS
        ),
    )
    return {"http.conf": http, "server.conf": server}


def _representation(variant: Variant, files: Path, headers: Mapping[str, str]) -> str:
    """The locations of one representation, with the headers that every document has in it."""
    tag = "-".join(filter(None, (files.parent.name, variant.extension, variant.language)))
    located = f"?lang={variant.language}" if variant.language else ""
    own = [
        "    types {}",
        f'    default_type "{headers["Content-Type"]}";',
        f"    add_header ETag 'W/\"{tag}\"';",
        "    add_header Vary $igm_varies;",
        f"    add_header Link $igm_link_{variant.extension};",
        f"    add_header Content-Location $igm_document.{variant.extension}{located};",
        *([f"    add_header Content-Language {variant.language};"] if variant.language else []),
        _headers(headers),
    ]
    return _fill(
        "representation.conf",
        folder=variant.folder,
        extension=variant.extension,
        tag=tag,
        files=str(files),
        headers="\n".join(own),
    )


def _fill(name: str, **values: str) -> str:
    return _Template((_FOLDER / name).read_text("utf-8")).substitute(values)


def _shape(rendered: Rendered) -> _Shape:
    links = ((extension, _normalize(each["Link"], rendered.document)) for extension, each in rendered.headers.items())
    return (*links, (_VARY, rendered.headers["ttl"]["Vary"]))


def _normalize(link: str, document: str) -> str:
    """Put variables of nginx in the place of site, document, thing and address asked for.

    >>> _normalize('<https://w3id.org/igm/id/place/cl>; rel="describes", </doc/place/cl.ttl>', "/doc/place/cl")
    '<https://w3id.org/igm/id$igm_tail>; rel="describes", <$igm_document.ttl>'
    >>> _normalize('<http://localhost/graph/a>; rel="original timegate", </version>', "/graph/a")
    '<$igm_site$igm_address>; rel="original timegate", </version>'
    >>> _normalize('<http://localhost/timemap/ontology>; rel="timemap"', "/ontology")
    '<$igm_site/timemap$igm_address>; rel="timemap"'
    """
    tail = document.removeprefix("/doc")
    addressed = link.replace(_SITE, "$igm_site").replace(f"<$igm_site{document}>", "<$igm_site$igm_address>")
    addressed = addressed.replace(f"/timemap{document}>", "/timemap$igm_address>")
    return addressed.replace(document, "$igm_document").replace(f"/id{tail}>", "/id$igm_tail>")


def _entries(numbered: Mapping[_Shape, int], wanted: str, value_of: Callable[[str], str] = lambda value: value) -> str:
    """Lines of a map from the number of a shape to what is made of one of its headers."""
    return "\n".join(
        f"    {number} '{_quote(value_of(text))}';"
        for shape, number in numbered.items()
        for name, text in shape
        if name == wanted
    )


def _named(vary: str) -> str:
    """Vary of a document whose extension chose the format."""
    return ", ".join(name for name in vary.split(", ") if name not in {"Accept", "Accept-Language"})


def _redirect_link(redirect: Mapping[str, str]) -> str:
    """Link header of a 303 to a page, with a variable of nginx in the place of the thing's path."""
    thing = redirect["Location"].removeprefix("/doc")
    return redirect["Link"].replace(_SITE, "$igm_site").replace(thing, "/$igm_thing")


def _quote(text: str) -> str:
    return text.replace("'", "\\'")


def _headers(headers: Mapping[str, str]) -> str:
    """Directives for those headers that are the same wherever they occur."""
    return "\n".join(f'    add_header {name} "{value}";' for name, value in headers.items() if name not in _OWN)
