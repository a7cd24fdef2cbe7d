"""The files of one document: RDF in six formats, and its page in three languages, chosen by header or by `?lang=`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from igmgraph.languages import LANGUAGES
from igmgraph.web.representations.variants import HTML, RDF_FORMATS

__all__ = ["VARIANTS", "Variant"]


@dataclass(frozen=True, slots=True)
class Variant:
    """One representation of any document.

    Attributes:
        folder: where its files are; the path of the document and the extension follow.
        extension: of the file.
        query: of the URL that gives it, with `?`.
        headers: of the request that gives it.
        language: of a page, "" for RDF, which has every language.
    """

    folder: str
    extension: str
    query: str
    headers: Mapping[str, str]
    language: str = ""

    def file(self, document: str) -> str:
        """Path of its file for a document."""
        return f"{self.folder}{document}.{self.extension}"


def _page(folder: str, query: str, language: str) -> Variant:
    return Variant(f"html/{folder}", HTML, query, {"Accept": "text/html", "Accept-Language": language}, language)


#: A page that was asked for by `?lang=` keeps that in its links, so that it has other bytes than the negotiated one.
VARIANTS: Sequence[Variant] = (
    *(
        Variant(f"rdf/{extension}", extension, "", {"Accept": form.media_type})
        for extension, form in RDF_FORMATS.items()
    ),
    *(_page(f"negotiated-{code}", "", code) for code in LANGUAGES),
    *(_page(f"asked-{code}", f"?lang={code}", code) for code in LANGUAGES),
)
