"""What the types of problems mean, for the person who meets one; the texts are translated like all interface texts."""

from dataclasses import dataclass
from types import MappingProxyType

from igmgraph.web.http.translations import marked

__all__ = ["PROBLEM_TYPES", "ProblemType"]


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A type of problem: its HTTP status, its title, and what to do about it."""

    status: int
    title: str
    advice: str


#: Last part of the type's IRI to the type; every slug of `igmgraph.errors` is here, and `withdrawn`.
PROBLEM_TYPES = MappingProxyType(
    {
        "bad-request": ProblemType(
            400,
            marked("The request cannot be read"),
            marked("A parameter is missing, is there twice, or has a value that this address does not take."),
        ),
        "citation-budget": ProblemType(
            429,
            marked("You have made many citations"),
            marked("Each client may make so many new ones an hour. The Retry-After header says when to go on."),
        ),
        "engine-away": ProblemType(
            503,
            marked("The engine behind the service is away"),
            marked("The data are kept by another program, which does not answer now. Try again in a moment."),
        ),
        "internal-error": ProblemType(
            500,
            marked("The service made an error"),
            marked("The fault is ours. The same request may work later; if it does not, please report it."),
        ),
        "invalid-data": ProblemType(
            400,
            marked("The data break a rule"),
            marked("The data do not conform to the SHACL shapes; the message names thing, property and rule."),
        ),
        "malformed-query": ProblemType(
            400,
            marked("The query is not SPARQL"),
            marked("The query does not parse; the message says at which line and column reading it stopped."),
        ),
        "malformed-rdf": ProblemType(
            400,
            marked("The file is not well-formed RDF"),
            marked("The message names the file, the line and the column at which reading it stopped."),
        ),
        "method-not-allowed": ProblemType(
            405,
            marked("This address does not take that method"),
            marked("The service only reads; the Allow header lists what the address takes."),
        ),
        "not-acceptable": ProblemType(
            406,
            marked("None of the accepted formats is on offer"),
            marked(
                "The Accept header or the format parameter leaves nothing that can be sent; "
                "the message lists what there is."
            ),
        ),
        "not-found": ProblemType(
            404,
            marked("Nothing is known here"),
            marked("There is nothing at this address. Our IRIs are permanent, so look for a slip in it."),
        ),
        "not-offered": ProblemType(
            501,
            marked("This service does not offer that"),
            marked("Others that serve the same data may. What is missing here is in the message."),
        ),
        "precondition-failed": ProblemType(
            412,
            marked("There is another state than you asked for"),
            marked(
                "What you have is out of date, or not yet true here. Ask again without If-Match or If-Unmodified-Since."
            ),
        ),
        "query-budget": ProblemType(
            429,
            marked("Your queries have used up their time"),
            marked(
                "Each client has so many seconds of query time a minute. The Retry-After header says when to go on."
            ),
        ),
        "query-memory": ProblemType(
            504,
            marked("The query needed too much memory"),
            marked("One query may use a fixed amount of memory. Ask for less at a time, or run it on your own copy."),
        ),
        "query-refused": ProblemType(
            403,
            marked("This service does not carry out such a request"),
            marked(
                "It only reads its own data, within limits: no updates, nothing from elsewhere; "
                "the message says what stands in the way."
            ),
        ),
        "query-timeout": ProblemType(
            504,
            marked("The query took too long"),
            marked("A query is stopped at its deadline. Narrow it down, add a LIMIT, or run it on your own copy."),
        ),
        "query-too-long": ProblemType(
            413,
            marked("The query is too long"),
            marked("The text of a query has a greatest length, which the message tells."),
        ),
        "result-too-large": ProblemType(
            403,
            marked("The answer is too large"),
            marked("Answers have a greatest size. Add a LIMIT and ask page by page, or ask for less."),
        ),
        "result-truncated": ProblemType(
            200,
            marked("The answer was cut"),
            marked("It has more rows or bytes than one answer may have. Ask page by page, or download the dumps."),
        ),
        "storage-full": ProblemType(
            507,
            marked("Nothing further can be kept"),
            marked("The service keeps as many citations as its operator allows. Those that were made stay."),
        ),
        "unavailable": ProblemType(
            503,
            marked("The service cannot answer now"),
            marked("No data are loaded, or every worker is busy. The Retry-After header says when to try again."),
        ),
        "unsupported-media-type": ProblemType(
            415,
            marked("This media type is not read here"),
            marked("Send a form, or the query itself as application/sparql-query."),
        ),
        "url-too-long": ProblemType(
            414,
            marked("The URL is too long"),
            marked("A URL has at most 65,536 bytes here. Send a long query by POST, in the body of the request."),
        ),
        "withdrawn": ProblemType(
            410,
            marked("This was withdrawn"),
            marked("The data no longer hold it. The answer tells what stands in its place, and which version had it."),
        ),
    }
)
