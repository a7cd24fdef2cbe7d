"""The exception tree: each class knows its HTTP status, its exit code and its problem type (RFC 9457)."""

import re
from collections.abc import Callable, Mapping

__all__ = [
    "BudgetExhausted",
    "CitationBudgetExhausted",
    "DeadlineExceeded",
    "EngineAway",
    "EngineBroken",
    "IgmError",
    "InputError",
    "MemoryExceeded",
    "NotAcceptable",
    "NotFound",
    "NotOffered",
    "QueryRefused",
    "QuerySyntaxError",
    "QueryTooLong",
    "RdfSyntaxError",
    "ResultTooLarge",
    "StorageFull",
    "Unavailable",
    "UnsupportedCoding",
    "UnsupportedMediaType",
    "ValidationFailed",
    "WrongUsage",
    "fill",
]

_NAME = re.compile(r"\{(\w+)\}")


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put values in the places that have their names; any other braces are text.

    >>> fill("page={text}: {}", {"text": "{text}"})
    'page={text}: {}'
    """
    return _NAME.sub(lambda found: str(values.get(found[1], found[0])), template)


class IgmError(Exception):
    """Anything that goes wrong on purpose; `str(error)` is a sentence for the person who caused it, in English.

    Attributes:
        template: the sentence, with a name in braces for each of the values; its translations have the same names.
        values: what belongs in the sentence: numbers, and texts that are shown as they are in every language.
        status: HTTP status of the answer.
        exit_code: exit status of the command line.
        slug: last part of the problem type IRI, `https://w3id.org/igm/problems/{slug}`.
    """

    status = 500
    exit_code = 1
    slug = "internal-error"

    def __init__(self, template: str, **values: str | int) -> None:
        """Say what happened."""
        self.template, self.values = template, values
        super().__init__(self.told(str))

    def told(self, translate: Callable[[str], str]) -> str:
        """The sentence in another language, which `translate` puts the template into."""
        return fill(translate(self.template), self.values)


class InputError(IgmError):
    """What the caller gave is at fault."""

    status = 400
    slug = "bad-request"


class WrongUsage(InputError):
    """An option or variable has a value that it cannot have."""

    exit_code = 2


class NotFound(InputError):
    """No resource has the IRI that was asked for."""

    status = 404
    slug = "not-found"


class NotAcceptable(InputError):
    """None of the media types that the client accepts is on offer."""

    status = 406
    slug = "not-acceptable"


class UnsupportedMediaType(InputError):
    """The request body has a media type that this resource does not read."""

    status = 415
    slug = "unsupported-media-type"


class UnsupportedCoding(UnsupportedMediaType):
    """The request body is compressed."""


class RdfSyntaxError(InputError):
    """A file that is not well-formed RDF; the message names file, line and column."""

    slug = "malformed-rdf"

    def __init__(self, file: str, line: int | None, column: int | None, reason: str) -> None:
        """Place the fault: `line` and `column` count from 1, None where the parser tells neither."""
        self.file, self.line, self.column, self.reason = file, line, column, reason
        place = ":".join(str(part) for part in (file, line, column) if part is not None)
        super().__init__(f"{place}: {reason}")


class ValidationFailed(InputError):
    """The data break at least one SHACL shape of severity sh:Violation."""

    slug = "invalid-data"


class QuerySyntaxError(InputError):
    """A SPARQL query that does not parse; the values `line` and `column`, where they are known, count from 1."""

    slug = "malformed-query"

    @property
    def line(self) -> str | int | None:
        """Where reading the query stopped."""
        return self.values.get("line")

    @property
    def column(self) -> str | int | None:
        """Likewise, within the line."""
        return self.values.get("column")


class QueryTooLong(InputError):
    """The query text is longer than the service reads."""

    status = 413
    slug = "query-too-long"


class QueryRefused(InputError):
    """A well-formed request that a read-only, non-federating service does not carry out."""

    status = 403
    slug = "query-refused"


class EngineBroken(QueryRefused):
    """The engine found itself at fault over a query, and its process ended with it."""


class ResultTooLarge(InputError):
    """The answer would be larger than the service sends in one piece."""

    status = 403
    slug = "result-too-large"


class BudgetExhausted(InputError):
    """The client's queries have used up their time; `retry_after` is in seconds."""

    status = 429
    slug = "query-budget"

    def __init__(self, template: str, retry_after: int) -> None:
        """Say what happened; `{wait}` stands for the seconds after which the client may ask again."""
        super().__init__(template, wait=retry_after)
        self.retry_after = retry_after


class CitationBudgetExhausted(BudgetExhausted):
    """The client has made as many citations as one may in an hour."""

    slug = "citation-budget"


class NotOffered(IgmError):
    """What the service could do with other data, or in another place, and does not do here."""

    status = 501
    slug = "not-offered"


class StorageFull(IgmError):
    """The service keeps as much as its operator lets it."""

    status = 507
    slug = "storage-full"


class Unavailable(IgmError):
    """No snapshot is loaded, or no worker is free; `retry_after` is in seconds."""

    status = 503
    slug = "unavailable"
    retry_after = 5


class Abandoned(Unavailable):
    """The client has left, so that nobody waits for the answer."""


class EngineAway(Unavailable):
    """The engine behind the service cannot be reached, or does not answer as one."""

    slug = "engine-away"


class DeadlineExceeded(IgmError):
    """The query ran past its deadline and was stopped."""

    status = 504
    slug = "query-timeout"


class MemoryExceeded(IgmError):
    """The query needed more memory or stack than one query may use, and was stopped."""

    status = 504
    slug = "query-memory"
