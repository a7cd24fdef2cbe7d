"""What a page made for a kind of thing consists of, and what its module has to work with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from igmgraph.engine.values import Solution, Term
from igmgraph.namespaces import IGM
from igmgraph.web.facts.names import Text
from igmgraph.web.facts.resources import Description
from igmgraph.web.facts.statements import Presenter, Value
from igmgraph.web.listing.inquiry import Inquiry
from igmgraph.web.listing.numbered import Pages

__all__ = ["DOMAIN", "Answers", "Kind", "Material", "ask_each", "igm", "iri_in", "number", "text"]

#: Name of an answer to its rows.
Answers = Mapping[str, Sequence[Solution]]
#: What the number of a domain's badge is taken from.
_ORDER = f"{IGM}order"


def igm(name: str) -> NamedNode:
    """Term of the ontology."""
    return NamedNode(f"{IGM}{name}")


DOMAIN = igm("Domain")


@dataclass(frozen=True, slots=True)
class Material:
    """What the graph answered about a thing, with the names of everything in it."""

    description: Description
    answers: Answers
    presenter: Presenter
    pages: Mapping[str, Pages[object]] = field(default_factory=dict)

    @property
    def thing(self) -> NamedNode:
        """What the page is about."""
        return self.description.thing

    def stated(self, property_: str) -> list[Term]:
        """Values of a property of the thing, each once."""
        found = (quad.object for quad in self.description.statements if quad.predicate.value == property_)
        return list(dict.fromkeys(found))

    def show(self, term: Term) -> Value:
        """Present a term by its name."""
        return self.presenter.value(term)

    def show_all(self, terms: Iterable[Term]) -> list[Value]:
        """Present each term once, in the order given."""
        return [self.show(term) for term in dict.fromkeys(terms)]

    def column(self, answer: str, variable: str) -> list[NamedNode]:
        """The IRIs that a variable stands for in an answer, each once."""
        terms = (row.get(variable) for row in self.answers[answer])
        return list(dict.fromkeys(term for term in terms if isinstance(term, NamedNode)))

    def sentence(self, term: NamedNode, property_: str) -> Text | None:
        """Text that a property gives something, in the visitor's language if there is one."""
        return self.presenter.names.text(term.value, property_)

    def order(self, term: NamedNode) -> int:
        """Position of something in its source; 0 when it has none."""
        found = self.presenter.names.text(term.value, _ORDER)
        return int(found.text) if found and found.text.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class Kind:
    """A page made for the things of a class.

    Attributes:
        class_: local name of the class in the ontology.
        facts: properties, in short form, that the page tells in its margin.
        ask: asks what the page needs to know besides the statements about the thing.
        present: turns the answers into what the template `kinds/{name}.html` shows.
    """

    class_: str
    facts: Sequence[str] = ()
    ask: Callable[[Inquiry, Description], Answers] = field(default=lambda _inquiry, _description: {})
    present: Callable[[Material], Mapping[str, object]] = field(default=lambda _material: {})
    template: str = ""


def ask_each(parameter: str, *queries: str) -> Callable[[Inquiry, Description], Answers]:
    """Ask each of some queries about the thing, one of the few of the framework, as the value of one parameter."""

    def ask(inquiry: Inquiry, description: Description) -> Answers:
        return {name: inquiry.recall(name, **{parameter: description.thing}) for name in queries}

    return ask


def text(row: Solution, name: str) -> str:
    """Text of a literal in a row, "" when there is none."""
    value = row.get(name)
    return value.value if isinstance(value, Literal) else ""


def iri_in(name: str) -> Callable[[Solution], str]:
    """What gives the IRI that a variable stands for in a row."""
    return lambda row: getattr(row.get(name), "value", "")


def number(row: Solution, name: str) -> int:
    """Whole number in a row, 0 when there is none."""
    found = text(row, name)
    return int(found) if found.isdecimal() else 0
