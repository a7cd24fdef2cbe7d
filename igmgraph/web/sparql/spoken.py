"""Example queries in the visitor's language, where one asks for texts in a single one."""

import re

from pyoxigraph import Literal

from igmgraph.languages import DEFAULT
from igmgraph.rdf.rq import Query

__all__ = ["spoken"]

#: The parameter of queries whose texts come in one language.
_PARAMETER, _SLOT = "language", f'VALUES ?language {{ "{DEFAULT}" }}'
_COMPARED = re.compile(r'(\bLANG\(\?\w+\)\s*=\s*)"(\w+)"', re.IGNORECASE)


def spoken(query: Query, code: str) -> str:
    """Text of a query that gives its texts in another language.

    A query that looks at three languages side by side stays as it is; of two, the other than English is that of names
    as they are official, and stays.
    """
    if _SLOT in query.text:
        return query.bind(**{_PARAMETER: Literal(code)})
    compared = {language for _, language in _COMPARED.findall(query.text)}
    if len(compared) > 2:
        return query.text
    replaced = DEFAULT if DEFAULT in compared else next(iter(compared), DEFAULT)
    return _COMPARED.sub(lambda each: f'{each[1]}"{code}"' if each[2] == replaced else each[0], query.text)
