"""Which kind of page a thing gets, by its classes."""

from collections.abc import Collection

from igmgraph.namespaces import IGM
from igmgraph.web.kinds.domain import DOMAIN_PAGE, SUB_DOMAIN
from igmgraph.web.kinds.finding import AREA_FOR_DEVELOPMENT, WELL_DEVELOPED_AREA
from igmgraph.web.kinds.framework import FRAMEWORK, OBJECTIVE, PRINCIPLE
from igmgraph.web.kinds.indicator import INDICATORS
from igmgraph.web.kinds.institution import INSTITUTION
from igmgraph.web.kinds.instrument import INSTRUMENTS
from igmgraph.web.kinds.kind import Kind
from igmgraph.web.kinds.place import PLACES
from igmgraph.web.kinds.profile import PROFILE
from igmgraph.web.kinds.source import SOURCE_DOCUMENT

__all__ = ["find_kind"]

#: The first whose class a thing has is taken.
_KINDS = (
    FRAMEWORK,
    PRINCIPLE,
    OBJECTIVE,
    DOMAIN_PAGE,
    SUB_DOMAIN,
    *INDICATORS,
    PROFILE,
    WELL_DEVELOPED_AREA,
    AREA_FOR_DEVELOPMENT,
    INSTITUTION,
    *INSTRUMENTS,
    *PLACES,
    SOURCE_DOCUMENT,
)


def find_kind(classes: Collection[str]) -> Kind | None:
    """Find the page made for a thing of these classes; None when it has only its statements to show."""
    return next((kind for kind in _KINDS if f"{IGM}{kind.class_}" in classes), None)
