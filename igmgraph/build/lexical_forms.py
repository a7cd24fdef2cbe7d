"""How values of XML Schema datatypes are written, as regular expressions; whether a day exists is not asked."""

__all__ = ["LEXICAL"]

_ZONE = r"(Z|[+-][0-9]{2}:[0-9]{2})?"
_YEAR, _MONTH, _DAY = r"-?[0-9]{4,}", r"(0[1-9]|1[0-2])", r"(0[1-9]|[12][0-9]|3[01])"

#: Local name of a datatype to the whole form; a backslash is doubled, as in a SPARQL string.
LEXICAL = {
    "gYear": f"^{_YEAR}{_ZONE}$",
    "gYearMonth": f"^{_YEAR}-{_MONTH}{_ZONE}$",
    "date": f"^{_YEAR}-{_MONTH}-{_DAY}{_ZONE}$",
    "integer": "^[+-]?[0-9]+$",
    "decimal": "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$",
    "boolean": "^(true|false|1|0)$",
}
